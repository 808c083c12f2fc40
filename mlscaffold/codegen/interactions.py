"""`interact` of ipywidgets becomes a call with the values that its widgets begin with: a project has nobody to move them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from mlscaffold.analysis.calls import called_name
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.analysis.types import DATA, Environment, infer, qualified
from mlscaffold.edits import SourceText
from mlscaffold.notebook.cells import Change

INTERACT = frozenset({"ipywidgets.interact", "ipywidgets.widgets.interact"})
WIDGETS = "ipywidgets."
WHY = "Nobody moves the widgets in an unattended run; it is called with the values that they begin with."
ITERABLES = DATA | frozenset({"list", "tuple", "set", "dict", "range"})
FIRST = {"Checkbox": "False", "ToggleButton": "False", "Text": '""', "Textarea": '""'}
"""Values of widgets that are made without one."""


def call_interactions(statements: Sequence[Traced]) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Return the statements with each interaction as a call, and the changes; one with unknown values stays.

    Args:
        statements: all statements of a notebook, traced.
    """
    functions: dict[str, ast.FunctionDef] = {}
    found: list[Statement] = []
    changes: list[Change] = []
    for traced in statements:
        statement, node = traced.statement, traced.statement.node
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = node
        new = _called(traced, functions)
        found.extend(restate(statement, new) if new else (statement,))
        if new:
            what, now = (" ".join(text.split())[:72] for text in (statement.source, new.splitlines()[-1]))
            changes.append(Change(statement.location, "rewritten", what, WHY, now, "notebook-only"))
    return tuple(found), tuple(changes)


def _called(traced: Traced, functions: Mapping[str, ast.FunctionDef]) -> str:
    """Return the source of a statement with its interaction as a call, "" if it has none that is understood."""
    node = traced.statement.node
    if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
        return _decorated(node, traced)
    value = node.value if isinstance(node, ast.Expr) else None
    return _call(value, traced, functions) if isinstance(value, ast.Call) else ""


def _decorated(node: ast.FunctionDef, traced: Traced) -> str:
    """Return a decorated function without the decorator, and its call."""
    decorator, source = node.decorator_list[0], traced.statement.source
    call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
    arguments = (
        _arguments(call, node.args, traced.env) if _interacts(call, traced.env) and not call.args else None
    )
    if arguments is None:
        return ""
    start, end = SourceText.of(source).span(decorator)
    head = source[:start].rstrip().removesuffix("@")
    return f"{head}{source[end:].lstrip()}\n\n{node.name}({arguments})"


def _call(call: ast.Call, traced: Traced, functions: Mapping[str, ast.FunctionDef]) -> str:
    """Return `f(n=5)` for `interact(f, n=(2, 8))`."""
    function = call.args[0] if len(call.args) == 1 and _interacts(call, traced.env) else None
    signature = _signature(function, functions)
    arguments = _arguments(call, signature, traced.env) if signature else None
    if function is None or arguments is None:
        return ""
    text = SourceText.of(traced.statement.source)
    name = text.of_node(function)
    start, _ = text.span(traced.statement.node)
    return f"{text.source[:start]}{name if isinstance(function, ast.Name) else f'({name})'}({arguments})"


def _interacts(call: ast.Call, env: Environment) -> bool:
    return called_name(call, env) in INTERACT


def _signature(function: ast.expr | None, functions: Mapping[str, ast.FunctionDef]) -> ast.arguments | None:
    if isinstance(function, ast.Lambda):
        return function.args
    known = functions.get(function.id) if isinstance(function, ast.Name) else None
    return known.args if known else None


def _arguments(call: ast.Call, signature: ast.arguments, env: Environment) -> str | None:
    """Return the arguments of the call that an interaction makes first, None if they are not known."""
    names = [*signature.posonlyargs, *signature.args]
    defaults: dict[str | None, ast.expr] = dict(
        zip([one.arg for one in names][::-1], signature.defaults[::-1], strict=False)
    )
    widgets: dict[str | None, ast.expr] = dict(defaults)
    widgets.update({keyword.arg: keyword.value for keyword in call.keywords})
    found: list[str] = []
    for name, widget in widgets.items():
        is_widget = isinstance(widget, ast.Call) and called_name(widget, env).startswith(WIDGETS)
        default = defaults.get(name) if not is_widget else None
        plain = default is not None and isinstance(default, ast.Constant)
        value = ast.unparse(default) if plain and default is not None else first_value(widget, env)
        if value is None or name is None:
            return None
        found.append(f"{name}={value}")
    return ", ".join(found)


def first_value(widget: ast.expr, env: Environment) -> str | None:
    """Return the value that a widget, or what `interact` makes one from, begins with; None if it is not known."""
    if isinstance(widget, ast.Call) and called_name(widget, env).startswith(WIDGETS):
        return _of_widget(widget, qualified(widget.func, env).rpartition(".")[2], env)
    if isinstance(widget, ast.Tuple):
        return _middle(widget)
    if isinstance(widget, (ast.List, ast.Dict)):
        values = widget.elts if isinstance(widget, ast.List) else widget.values
        pair = isinstance(widget, ast.List) and bool(values) and isinstance(values[0], ast.Tuple)
        first = values[0].elts[-1] if pair and isinstance(values[0], ast.Tuple) else next(iter(values), None)
        return None if first is None else ast.unparse(first)
    if isinstance(widget, (ast.Constant, ast.UnaryOp)):
        return ast.unparse(widget)
    return f"next(iter({ast.unparse(widget)}))" if infer(widget, env) in ITERABLES else None


def _of_widget(call: ast.Call, kind: str, env: Environment) -> str | None:
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if kind == "fixed":
        return ast.unparse(call.args[0]) if call.args else None
    if "value" in keywords:
        return ast.unparse(keywords["value"])
    if "options" in keywords:
        return first_value(keywords["options"], env)
    lowest = keywords.get("min")
    if kind.endswith(("Slider", "Text")) and kind.startswith(("Int", "Float", "BoundedInt", "BoundedFloat")):
        zero = "0.0" if "Float" in kind else "0"
        return f"max({zero}, {ast.unparse(lowest)})" if lowest is not None else zero
    return FIRST.get(kind)


def _middle(range_: ast.Tuple) -> str | None:
    """Return where a slider for `(min, max)` or `(min, max, step)` begins, as ipywidgets computes it."""
    try:
        numbers = ast.literal_eval(range_)
    except ValueError:
        return None
    if len(numbers) not in (2, 3) or not all(isinstance(one, (int, float)) for one in numbers):
        return None
    lowest, highest, *step = numbers
    is_whole = all(isinstance(one, int) for one in numbers[:2])
    value = lowest + ((highest - lowest) // 2 if is_whole else (highest - lowest) / 2)
    return repr(lowest + int((value - lowest) / step[0]) * step[0] if step else value)
