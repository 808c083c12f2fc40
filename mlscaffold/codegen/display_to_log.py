"""Turns displayed expressions into log messages."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.analysis.api import canonical
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.metrics import is_metric_name
from mlscaffold.analysis.scopes import DEFINITIONS, own_nodes
from mlscaffold.analysis.types import call_api, infer
from mlscaffold.codegen.shown_charts import may_show_chart
from mlscaffold.codegen.written_paths import shows_written_path
from mlscaffold.edits import SourceText
from mlscaffold.stages.statement_roles import StatementUnit

SCALARS = frozenset({"int", "float", "str", "bool"})
RETURN_NONE = frozenset(
    "list.append list.clear list.extend list.insert list.remove list.reverse list.sort dict.clear dict.update "
    "set.add set.clear set.discard set.remove set.update json.dump numpy.save numpy.savetxt numpy.savez "
    "numpy.savez_compressed os.chdir os.makedirs os.mkdir os.remove os.rename os.rmdir os.unlink pickle.dump "
    "numpy.random.shuffle numpy.random.Generator.shuffle numpy.random.RandomState.shuffle "
    "random.Random.shuffle random.shuffle shutil.rmtree time.sleep torch.save".split()
)
"""Calls that return None, which a notebook does not display."""
ENDING = frozenset({"append", "close", "commit", "extend", "fill", "flush", "rollback"})
"""Methods that return None whatever library has them."""
WRITERS = frozenset(
    {"to_csv", "to_excel", "to_feather", "to_html", "to_json", "to_latex", "to_parquet", "to_pickle"}
)
"""Methods of pandas that return None if they write to a file."""
MOVING = frozenset("compile cpu cuda double eval float half requires_grad_ to train".split())
"""Methods of modules of torch that change these and return them."""
RESULTS = ("result", "shown", "displayed", "displayed_result")
"""Names for what a call with effects returns, of which a notebook certainly leaves one unused."""
PRINTERS = frozenset({"display", "pprint", "pprint.pprint", "print", "save_figure", "save_figures"})
READING = frozenset({"pure", "-", "random", "reads-file", "clock", "network", "view"})
"""Side effects of functions that are called for their value."""
LABEL = 60  # characters of the expression before its value, so that a short value is on the same line of a terminal


def to_log_call(unit: StatementUnit, source: str, silent: frozenset[str] = frozenset()) -> str:
    """Return a displayed expression as a log message, other statements unchanged.

    What may be None, such as the result of a function with effects, is passed to `log_value`, which logs other values.

    Args:
        unit: the statement.
        source: its current source, with literals and names replaced.
        silent: functions of the notebook that return nothing.
    """
    statement = unit.traced.statement
    if not statement.display or not isinstance(statement.node, ast.Expr):
        return source
    if _called(unit) in silent or _returns_nothing_new(unit):
        return source
    node = ast.parse(source).body[-1]
    if not isinstance(node, ast.Expr):
        return source
    comments = source.split("\n")[: node.lineno - 1]
    value = SourceText.of(source).of_node(node.value)
    bare = isinstance(node.value, (ast.Tuple, ast.Yield, ast.GeneratorExp)) and not value.startswith("(")
    value = f"({value})" if bare else value
    label = ast.unparse(statement.node.value)
    label = label if len(label) <= LABEL else f"{label[: LABEL - 3]}..."
    label = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    receiver = _changed_receiver(node.value, unit)
    if receiver:
        return "\n".join([*comments, _alone(value), f'log_value(logger, "{label}", {receiver})'])
    if _may_be_none(unit) and _acts(unit):
        name = next(n for n in RESULTS if n not in unit.traced.env.types and n not in unit.effects.uses)
        return "\n".join([*comments, f"{name} = {_alone(value)}", f'log_value(logger, "{label}", {name})'])
    if _may_be_none(unit) or may_show_chart(statement.node.value, unit.traced.env):
        return "\n".join([*comments, f'log_value(logger, "{label}", {value})'])
    label = label.replace("%", "%%")
    gap = " " if _is_scalar(unit) else "\\n"
    line = f'logger.{_level(unit)}("{label}:{gap}%s", {value})'
    return "\n".join([*comments, line])


def _alone(value: str) -> str:
    """Return an expression so that it can be a statement: over several lines, its parentheses are not part of its node."""
    try:
        is_whole = len(ast.parse(value).body) == 1
    except SyntaxError:
        is_whole = False
    return value if is_whole else f"({value})"


def _returns_nothing_new(unit: StatementUnit) -> bool:
    """Return whether the value is None, or what the figure shows, or the model that a fit returns."""
    side_effects = unit.effects.side_effects
    if side_effects & {"plot", "show"} or "train" in unit.effects.roles or _returns_none(unit):
        return True
    if shows_written_path(unit.traced):
        return True
    return _called(unit) in PRINTERS or _called(unit).startswith("logger.") or _only_sets(unit)


def _only_sets(unit: StatementUnit) -> bool:
    """Return whether the value is that of a function of a library that sets options or seeds and returns nothing."""
    call = _outermost_call(unit)
    known = call_api(call, unit.traced.env) if call else None
    return (
        known is not None and bool(known.side_effects & {"settings", "seeds"}) and known.returns in {"", "-"}
    )


def _may_be_none(unit: StatementUnit) -> bool:
    """Return whether the value is that of a call with effects, which may be all that it is for."""
    call = _outermost_call(unit)
    known = call_api(call, unit.traced.env) if call else None
    if call is None or (known is not None and known.returns not in {"", "-"}):
        return False
    return bool(unit.effects.mutates) or bool(unit.effects.side_effects - READING)


def _acts(unit: StatementUnit) -> bool:
    """Return whether a statement writes a file or changes an object, and so is more than its value."""
    effects = unit.effects
    return "writes-file" in effects.side_effects or bool(
        effects.changes and "random" not in effects.side_effects
    )


def _changed_receiver(node: ast.expr, unit: StatementUnit) -> str:
    """Return the module that a call changes and returns, so that the call can be a statement of its own; "" for none."""
    call = _outermost_call(unit)
    if call is None or not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return ""
    receiver = node.func.value
    known = call_api(call, unit.traced.env)
    changes = known is not None and "self" in known.mutates and known.name.startswith((".", "torch.nn."))
    return receiver.id if changes and node.func.attr in MOVING and isinstance(receiver, ast.Name) else ""


def _outermost_call(unit: StatementUnit) -> ast.Call | None:
    node = unit.traced.statement.node
    value = node.value if isinstance(node, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    return value if isinstance(value, ast.Call) else None


def _called(unit: StatementUnit) -> str:
    """Return the name of the outermost called function as it is written, "" if there is none."""
    call = _outermost_call(unit)
    return ast.unparse(call.func) if call else ""


def procedures(statements: Sequence[Traced]) -> frozenset[str]:
    """Return the names of the notebook's functions that return nothing, whichever of their definitions holds."""
    nodes = [traced.statement.node for traced in statements]
    functions = [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    others = {node.name for node in functions if node.decorator_list or any(map(_gives, own_nodes(node)))}
    others |= {
        name for t in statements if not isinstance(t.statement.node, DEFINITIONS) for name in t.effects.binds
    }
    return frozenset(node.name for node in functions) - others


def _gives(node: ast.AST) -> bool:
    if isinstance(node, ast.Return):
        return node.value is not None
    return isinstance(node, (ast.Yield, ast.YieldFrom))


def _returns_none(unit: StatementUnit) -> bool:
    """Return whether the outermost call returns None."""
    call = _outermost_call(unit)
    if call is None:
        return False
    last = _called(unit).rpartition(".")[2]
    if last in WRITERS and call.args:
        return "writes-file" in unit.effects.side_effects
    matches = {name for name in map(canonical, unit.effects.calls) if name.rpartition(".")[2] == last}
    return (bool(matches) and matches <= RETURN_NONE) or (last in ENDING and _is_of_a_library(call, unit))


def _is_of_a_library(call: ast.Call, unit: StatementUnit) -> bool:
    """Return whether a call is one of a method of an object that is certainly no instance of a notebook class."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    kind = infer(receiver, unit.traced.env) if receiver is not None else ""
    return bool(kind) and not kind.startswith("__main__.")


def _level(unit: StatementUnit) -> str:
    node = unit.traced.statement.node
    assert isinstance(node, ast.Expr)
    if isinstance(node.value, ast.Name) and is_metric_name(node.value.id):
        return "info"
    looks = "look" in unit.effects.roles or not isinstance(node.value, ast.Call)
    return "debug" if looks and "evaluate" not in unit.effects.roles else "info"


def _is_scalar(unit: StatementUnit) -> bool:
    node = unit.traced.statement.node
    assert isinstance(node, ast.Expr)
    if isinstance(node.value, ast.Name):
        return unit.traced.env.types.get(node.value.id, "") in SCALARS
    return isinstance(node.value, ast.Attribute) and node.value.attr in {"shape", "size", "ndim"}
