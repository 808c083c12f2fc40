"""What happens when a place is computed from itself a second time: the same, another value, or an error."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any, Literal

from mlscaffold.analysis.places import Place, names, occurrences, place_of
from mlscaffold.analysis.types import Environment, infer
from mlscaffold.rules.notebook.links import Link, links_of, name_of, receiver
from mlscaffold.rules.notebook.repeat_words import (
    AGAIN,
    CONVERTS,
    DATE_PARTS,
    DATE_WORDS,
    FAILS,
    SAME,
    TEXT_IN,
)

Outcome = Literal["", "changes", "fails"]
_STABLE = (ast.BitAnd, ast.BitOr, ast.Mod)
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip
_NEUTRAL: dict[type[ast.operator], int] = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Div: 1, ast.Pow: 1}


def repeated(value: ast.expr, place: Place, env: Environment) -> Outcome:
    """Say what a second run of `place = value` does to the place.

    Args:
        value: what the place is bound to.
        place: the place.
        env: what is known before the statement.

    Returns:
        "" where the place keeps its value or nothing is known for sure.
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
    """Say what a second run of `place += value` does to the place."""
    if occurrences(node.value, place) or isinstance(node.op, _STABLE):
        return ""
    kind = infer(node.value, env)
    if kind == "set" or _is_neutral(node.op, node.value):
        return ""
    return "changes"


def _operation(op: ast.operator, left: ast.expr, right: ast.expr, place: Place, env: Environment) -> Outcome:
    if occurrences(left, place) + occurrences(right, place) != 1:
        return ""
    formats = isinstance(op, ast.Mod) and isinstance(left, ast.Constant) and isinstance(left.value, str)
    if formats:
        return "changes"
    inner, other = (left, right) if _carries(left, place) else (right, left)
    if isinstance(op, _STABLE) or not _carries(inner, place) or _is_neutral(op, other):
        return ""
    return "" if infer(other, env) == "set" else "changes"


def _is_neutral(op: ast.operator, other: ast.expr) -> bool:
    return isinstance(other, ast.Constant) and _NEUTRAL.get(type(op)) == other.value


def _carries(node: ast.expr, place: Place) -> bool:
    """Say whether an expression hands a place's values on: itself, a part of a sum, a method that keeps values."""
    if isinstance(node, ast.BinOp):
        sides = _carries(node.left, place), _carries(node.right, place)
        return any(sides) and not isinstance(node.op, _STABLE)
    if isinstance(node, ast.UnaryOp):
        return _carries(node.operand, place)
    links = tuple(links_of(node, place))
    return bool(links) and all(not link.name or link.name in SAME or link.name in AGAIN for link in links)


def _comparison(value: ast.Compare, place: Place) -> Outcome:
    test = _tested(value, place)
    if test is None:
        return ""
    stable = all(bool(test(truth)) is truth for truth in (True, False))
    return "" if stable else "changes"


def _choice(value: ast.IfExp, place: Place) -> Outcome:
    """Judge `1 if x == "yes" else 0`."""
    test = _tested(value.test, place)
    if test is None or not (isinstance(value.body, ast.Constant) and isinstance(value.orelse, ast.Constant)):
        return ""
    yes, no = value.body.value, value.orelse.value
    again = [yes if test(given) else no for given in (yes, no)]
    return "" if again == [yes, no] else "changes"


def _tested(test: ast.expr, place: Place) -> Callable[[object], bool] | None:
    """Return what a comparison of a place with a constant says of a value, None where it is something else."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and _only_same(test.left, place)):
        return None
    compare, constant = _COMPARE.get(type(test.ops[0])), test.comparators[0]
    if compare is None or not isinstance(constant, ast.Constant):
        return None
    known, against = compare, constant.value

    def say(given: object) -> bool:
        try:
            return bool(known(given, against))
        except TypeError:
            return not given

    return say


def _only_same(node: ast.expr, place: Place) -> bool:
    links = tuple(links_of(node, place))
    return bool(links) and all(link.name in SAME for link in links)


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
    """Return the operation that a function is applied to: `df.a == 1` of `(df.a == 1).astype(int)`."""
    if not isinstance(value, ast.Call) or name_of(value) not in SAME:
        return None
    inner = receiver(value, place)
    is_operation = isinstance(inner, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.Call))
    return inner if is_operation else None


def _step(index: int, links: tuple[Link, ...], place: Place, env: Environment) -> Outcome | None:
    """Say what one step does the second time, None where that is not known."""
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
        made = any(one.name in {"DataFrame", "Series", "array", "dict"} for one in links)
        return "" if made else "fails"
    if link.name in TEXT_IN:
        return "fails" if index == len(links) - 1 else ""
    if link.name in DATE_PARTS | DATE_WORDS:
        dated = any(one.name == "to_datetime" for one in links[:index])
        return "" if dated and link.name in DATE_WORDS else "changes" if dated else "fails"
    return (
        "fails"
        if link.name in FAILS
        else "changes"
        if link.name in AGAIN
        else ""
        if link.name in SAME
        else None
    )


def _call(node: ast.Call, name: str, place: Place, env: Environment) -> Outcome | None:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if name == "drop":
        return drops(node, place)
    if name == "set_index":
        return "fails" if _names_columns(node.args[:1]) and not _is(given.get("drop"), False) else ""
    if name == "reset_index":
        return "" if _is(given.get("drop"), True) else "changes"
    if name == "get_dummies":
        return "fails" if "columns" in given else ""
    if name == "where" and len(node.args) == 3:
        return _choice(ast.IfExp(*node.args), place)
    if name in {"map", "apply", "transform"}:
        return _applied(node, name, env)
    return None


def drops(node: ast.Call, place: Place) -> Outcome:
    """Say what a second `df.drop(…)` does: it fails where it names what is gone."""
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    labels = [*node.args[:1], *(given[key] for key in ("labels", "columns", "index") if key in given)]
    lenient = isinstance(given.get("errors"), ast.Constant)
    computed = any(names(label) & {place[0]} or isinstance(label, ast.Call) for label in labels)
    return "" if lenient or computed or not labels else "fails"


def lost_columns(value: ast.expr) -> tuple[str, ...]:
    """Return the columns that `df.drop("a", axis=1)` takes away, where they all stand there."""
    if not (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "drop"
    ):
        return ()
    given = {keyword.arg: keyword.value for keyword in value.keywords}
    labels = [*value.args[:1], *(given[key] for key in ("labels", "columns") if key in given)]
    parts = [part for label in labels for part in (label.elts if isinstance(label, ast.List) else [label])]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return tuple(texts) if len(texts) == len(parts) else ()


def _names_columns(labels: list[ast.expr]) -> bool:
    texts = [part for label in labels for part in (label.elts if isinstance(label, ast.List) else [label])]
    return bool(texts) and all(
        isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts
    )


def _is(node: ast.expr | None, wanted: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is wanted


def _applied(node: ast.Call, name: str, env: Environment) -> Outcome | None:
    """Judge what is done to each value: by a dictionary, or by a lambda of one parameter."""
    what = node.args[0] if node.args else None
    if name == "map" and isinstance(what, ast.Dict):
        return "changes" if _leaves(what) else ""
    if name == "map" and what is not None and infer(what, env) == "dict":
        return "changes"
    if not isinstance(what, ast.Lambda) or len(what.args.args) != 1:
        return None
    return repeated(what.body, (what.args.args[0].arg,), env) or None


def _leaves(mapping: ast.Dict) -> bool:
    """Say whether a dictionary gives values for which it has no key."""
    keys = {ast.dump(key) for key in mapping.keys if key is not None}
    return None not in mapping.keys and any(ast.dump(value) not in keys for value in mapping.values)


def _item(index: int, links: tuple[Link, ...]) -> Outcome | None:
    """Judge `[…]`: a mask, or the first rows, stay the same; a slice that begins later takes more each time."""
    node = links[index].node
    before = links[index - 1].name if index else ""
    if not isinstance(node, ast.Subscript) or before in {"loc", "at", "iat", "shape"}:
        return "" if before == "loc" else None
    keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if before in {"str", "split", "rsplit"}:
        return (
            "" if ast.unparse(node.slice) in {"0", "-1"} or isinstance(node.slice, ast.Slice) else "changes"
        )
    if isinstance(node.slice, ast.Constant) and node.slice.value is not None:
        return "fails" if isinstance(node.slice.value, str) else "changes"
    return "changes" if any(_takes_more(key) for key in keys) else ""


def _takes_more(key: ast.expr) -> bool:
    if isinstance(key, ast.Constant):
        return key.value is None
    if isinstance(key, ast.Attribute):
        return key.attr == "newaxis"
    if not isinstance(key, ast.Slice):
        return False
    starts = isinstance(key.lower, ast.Constant) and bool(key.lower.value)
    backwards = isinstance(key.step, ast.UnaryOp) or isinstance(key.upper, ast.UnaryOp)
    return backwards or (starts and isinstance(getattr(key.lower, "value", None), int))
