"""The effect of computing a place from itself a second time: the same value, another value, or an error."""

import ast
import operator
from collections.abc import Callable
from typing import Any, Literal

from mlscaffold.analysis.names import Place, mentioned_names, occurrences, place_of
from mlscaffold.analysis.types import Environment, infer
from mlscaffold.rules.call_chains import (
    CONVERTS,
    DATE_PARTS,
    DATE_WORDS,
    FAILING,
    IDEMPOTENT,
    REPEATING,
    TEXT_IN,
    Link,
    inner_value,
    links_of,
)
from mlscaffold.rules.lookups import constant, last_name

Outcome = Literal["", "changes", "fails"]
_STABLE = (ast.BitAnd, ast.BitOr, ast.Mod)
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip
_NEUTRAL: dict[type[ast.operator], int] = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Div: 1, ast.Pow: 1}


def repeated(value: ast.expr, place: Place, env: Environment) -> Outcome:
    """Return what a second run of `place = value` does to the place.

    Args:
        value: the value assigned to the place.
        place: the place.
        env: the environment before the statement.

    Returns:
        "" if the place keeps its value or nothing is certain.
    """
    if isinstance(value, ast.BinOp):
        return _operation(value.op, value.left, value.right, place, env)
    if isinstance(value, ast.UnaryOp):
        return "changes" if _carries(value.operand, place) and not isinstance(value.op, ast.UAdd) else ""
    if isinstance(value, ast.JoinedStr):
        return "changes" if occurrences(value, place) else ""
    if isinstance(value, ast.Compare):
        return _comparison(value, place)
    if isinstance(value, ast.IfExp):
        return _choice(value, place)
    if isinstance(value, ast.ListComp):
        return _each(value, place, env)
    return _chain(value, place, env)


def augmented(node: ast.AugAssign, place: Place, env: Environment) -> Outcome:
    """Return what a second run of `place += value` does to the place."""
    if occurrences(node.value, place) or isinstance(node.op, _STABLE):
        return ""
    kind = infer(node.value, env)
    if kind == "set" or _is_neutral(node.op, node.value):
        return ""
    return "changes"


def _operation(op: ast.operator, left: ast.expr, right: ast.expr, place: Place, env: Environment) -> Outcome:
    if occurrences(left, place) + occurrences(right, place) != 1:
        return ""
    if isinstance(op, ast.Mod) and isinstance(constant(left), str):
        return "changes"
    inner, other = (left, right) if _carries(left, place) else (right, left)
    if isinstance(op, _STABLE) or not _carries(inner, place) or _is_neutral(op, other):
        return ""
    return "" if infer(other, env) == "set" else "changes"


def _is_neutral(op: ast.operator, other: ast.expr) -> bool:
    return isinstance(other, ast.Constant) and _NEUTRAL.get(type(op)) == other.value


def _carries(node: ast.expr, place: Place) -> bool:
    """Return whether an expression keeps the values of a place: itself, a sum with it, a method that keeps values."""
    if isinstance(node, ast.BinOp):
        sides = _carries(node.left, place), _carries(node.right, place)
        return any(sides) and not isinstance(node.op, _STABLE)
    if isinstance(node, ast.UnaryOp):
        return _carries(node.operand, place)
    links = tuple(links_of(node, place))
    return bool(links) and all(link.name in IDEMPOTENT | REPEATING | {""} for link in links)


def _comparison(value: ast.Compare, place: Place) -> Outcome:
    test = _tested(value, place)
    if test is None:
        return ""
    stable = all(bool(test(truth)) is truth for truth in (True, False))
    return "" if stable else "changes"


def _choice(choice: ast.IfExp, place: Place) -> Outcome:
    """Return what a second `1 if x == "yes" else 0` does."""
    test, yes, no = _tested(choice.test, place), constant(choice.body), constant(choice.orelse)
    if test is None or ... in (yes, no):
        return ""
    again = [yes if test(value) else no for value in (yes, no)]
    return "" if again == [yes, no] else "changes"


def _tested(test: ast.expr, place: Place) -> Callable[[object], bool] | None:
    """Return a comparison of a place with a constant as a predicate, None for anything else."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and _only_same(test.left, place)):
        return None
    known, against = _COMPARE.get(type(test.ops[0])), constant(test.comparators[0])
    if known is None or against is ...:
        return None
    compare = known

    def predicate(value: object) -> bool:
        try:
            return bool(compare(value, against))
        except TypeError:
            return not value

    return predicate


def _only_same(node: ast.expr, place: Place) -> bool:
    links = tuple(links_of(node, place))
    return bool(links) and all(link.name in IDEMPOTENT for link in links)


def _each(value: ast.ListComp, place: Place, env: Environment) -> Outcome:
    part = value.generators[0]
    if len(value.generators) > 1 or place_of(part.iter) != place or not isinstance(part.target, ast.Name):
        return ""
    return repeated(value.elt, (part.target.id,), env)


def _chain(value: ast.expr, place: Place, env: Environment) -> Outcome:
    links = tuple(links_of(value, place))[1:]
    if not links:
        inner = _operand(value, place)
        return repeated(inner, place, env) if inner is not None else ""
    outcomes = [_step(index, links, place, env) for index in range(len(links))]
    if None in outcomes:
        return ""
    return next((outcome for outcome in outcomes if outcome), "")


def _operand(value: ast.expr, place: Place) -> ast.expr | None:
    """Return the operation to which a function is applied: `df.a == 1` of `(df.a == 1).astype(int)`."""
    if not isinstance(value, ast.Call) or last_name(value.func) not in IDEMPOTENT:
        return None
    inner = inner_value(value, place)
    is_operation = isinstance(inner, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.Call))
    return inner if is_operation else None


def _step(index: int, links: tuple[Link, ...], place: Place, env: Environment) -> Outcome | None:
    """Return what one step does the second time, None if unknown."""
    link = links[index]
    if not link.name:
        return _item(index, links)
    if isinstance(link.node, ast.Call):
        outcome = _call(link.node, link.name, place, env)
        if outcome is not None:
            return outcome
    if not link.method and link.name in TEXT_IN | DATE_WORDS:
        return "fails" if link.name == "len" else None
    if link.name in CONVERTS and link.method and len(place) == 1:
        is_wrapped = any(one.name in {"DataFrame", "Series", "array", "dict"} for one in links)
        return "" if is_wrapped else "fails"
    if link.name in TEXT_IN:
        return "fails" if index == len(links) - 1 else ""
    if link.name in DATE_PARTS | DATE_WORDS:
        dated = any(one.name == "to_datetime" for one in links[:index])
        return "" if dated and link.name in DATE_WORDS else "changes" if dated else "fails"
    if link.name in FAILING:
        return "fails"
    return "changes" if link.name in REPEATING else "" if link.name in IDEMPOTENT else None


def _call(node: ast.Call, name: str, place: Place, env: Environment) -> Outcome | None:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if name == "drop":
        return drops(node, place)
    if name == "set_index":
        return "fails" if _columns(node.args[:1]) and constant(keywords.get("drop")) is not False else ""
    if name == "reset_index":
        return "" if constant(keywords.get("drop")) is True else "changes"
    if name == "get_dummies":
        return "fails" if "columns" in keywords else ""
    if name == "where" and len(node.args) == 3:
        return _choice(ast.IfExp(*node.args), place)
    if name in {"map", "apply", "transform"}:
        return _applied(node, name, env)
    return None


def drops(node: ast.Call, place: Place) -> Outcome:
    """Return what a second `df.drop(…)` does: it fails if it names a column or row."""
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    labels = [*node.args[:1], *(keywords[key] for key in ("labels", "columns", "index") if key in keywords)]
    lenient = isinstance(keywords.get("errors"), ast.Constant)
    computed = any(mentioned_names(label) & {place[0]} or isinstance(label, ast.Call) for label in labels)
    return "" if lenient or computed or not labels else "fails"


def lost_columns(value: ast.expr) -> tuple[str, ...]:
    """Return the columns that `df.drop("a", axis=1)` removes, if all of them are literals."""
    if not (isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "drop"):
        return ()
    keywords = {keyword.arg: keyword.value for keyword in value.keywords}
    return _columns([*value.args[:1], *(keywords[key] for key in ("labels", "columns") if key in keywords)])


def _columns(labels: list[ast.expr]) -> tuple[str, ...]:
    """Return the labels, if all of them are string literals or lists of those."""
    parts = [part for label in labels for part in (label.elts if isinstance(label, ast.List) else [label])]
    values = [constant(part) for part in parts]
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(parts) else ()


def _applied(node: ast.Call, name: str, env: Environment) -> Outcome | None:
    """Return what a second application to each value does: of a dictionary, or a lambda of one parameter."""
    what = node.args[0] if node.args else None
    if name == "map" and isinstance(what, ast.Dict):
        return "changes" if _has_new_values(what) else ""
    if name == "map" and what is not None and infer(what, env) == "dict":
        return "changes"
    if not isinstance(what, ast.Lambda) or len(what.args.args) != 1:
        return None
    return repeated(what.body, (what.args.args[0].arg,), env) or None


def _has_new_values(mapping: ast.Dict) -> bool:
    """Return whether a dictionary has values that are no keys."""
    keys = {ast.dump(key) for key in mapping.keys if key is not None}
    return None not in mapping.keys and any(ast.dump(value) not in keys for value in mapping.values)


def _item(index: int, links: tuple[Link, ...]) -> Outcome | None:
    """Return what a second `[…]` does: a mask or the first rows give the same, a slice that starts later removes more."""
    node = links[index].node
    before = links[index - 1].name if index else ""
    if not isinstance(node, ast.Subscript) or before in {"loc", "at", "iat", "shape"}:
        return "" if before == "loc" else None
    keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if before in {"str", "split", "rsplit"}:
        keeps = ast.unparse(node.slice) in {"0", "-1"} or isinstance(node.slice, ast.Slice)
        return "" if keeps else "changes"
    if isinstance(node.slice, ast.Constant) and node.slice.value is not None:
        return "fails" if isinstance(node.slice.value, str) else "changes"
    return "changes" if any(_removes_more(key) for key in keys) else ""


def _removes_more(key: ast.expr) -> bool:
    if isinstance(key, ast.Constant):
        return key.value is None
    if isinstance(key, ast.Attribute):
        return key.attr == "newaxis"
    if not isinstance(key, ast.Slice):
        return False
    starts = isinstance(key.lower, ast.Constant) and bool(key.lower.value)
    backwards = isinstance(key.step, ast.UnaryOp) or isinstance(key.upper, ast.UnaryOp)
    return backwards or (starts and isinstance(getattr(key.lower, "value", None), int))
