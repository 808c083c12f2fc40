"""Whether code holds the old form of a change, judged by the calls and names in which old and new differ."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

from mlscaffold.migrations.changes import Change
from mlscaffold.migrations.code_facts import Call, Code, read
from mlscaffold.migrations.error_messages import Fault, fault, usual

SHORT_NAMES = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "matplotlib": "matplotlib",
    "sns": "seaborn",
    "tf": "tensorflow",
    "keras": "keras",
}
"""The names that stand for libraries in the table."""
AXES = frozenset({"'index'", "'columns'", "'rows'"})


@dataclass(frozen=True, slots=True)
class Form:
    """A change, read.

    Args:
        change: the change.
        fault: what its error says.
        old: its old code.
        new: its new code.
    """

    change: Change
    fault: Fault
    old: Code
    new: Code


@cache
def form(change: Change) -> Form:
    """Read a change of the table."""
    old, new = read(change.old, SHORT_NAMES), read(change.cure, SHORT_NAMES)
    return Form(change, fault(change.error), old, new)


def has_keyword(form: Form, name: str, code: Code) -> bool:
    """Whether code gives the keyword to the function that no longer takes it."""
    olds = [call for call in form.old.calls if call.keyword(name) is not None]
    return any(
        same_callee(old, call) and (call.keyword(name) is not None or call.open)
        for old in olds
        for call in code.calls
    )


def has_positions(form: Form, count: int, code: Code) -> bool:
    """Whether code gives the function arguments by position that it no longer takes so.

    Args:
        form: the change.
        count: how many were given, `self` perhaps included; 0 where that is not known.
        code: the code.
    """
    return any(
        same_callee(old, call) and _positions_fit(old, new, call, count)
        for old, new in _differing(form)
        for call in code.calls
    )


def has_form(form: Form, code: Code) -> bool:
    """Whether code holds all in which the old code differs from the new."""
    pairs = _differing(form)
    calls = all(any(_fits(old, new, call, form) for call in code.calls) for old, new in pairs)
    if pairs:
        return calls and (any(new for _, new in pairs) or _own_constants(form) <= code.constants)
    shapes = {name for name in form.old.names if name.startswith((".", "["))}
    return _own_names(form) | shapes <= code.names and _own_constants(form) <= code.constants


def same_callee(old: Call, call: Call) -> bool:
    """Whether two calls go to the same function, as far as can be told."""
    if old.last != call.last or (old.known and call.own) or (call.known and not old.known):
        return False
    first = usual(old.callee).partition(".")[0]
    return not call.known or first == usual(call.callee).partition(".")[0]


def _differing(form: Form) -> tuple[tuple[Call, Call | None], ...]:
    """The calls of the old code that the new code has not, each with the like of it in the new one."""
    new = {_text(call) for call in form.new.calls}
    olds = [call for call in form.old.calls if _text(call) not in new]
    likes = [(old, next((n for n in form.new.calls if n.callee == old.callee), None)) for old in olds]
    return tuple(likes)


def _text(call: Call) -> tuple[object, ...]:
    keywords = tuple((name, ast.dump(value)) for name, value in call.keywords)
    receiver = ast.dump(call.receiver) if call.receiver and not call.known else ""
    return call.callee, receiver, tuple(ast.dump(argument) for argument in call.arguments), keywords


def _fits(old: Call, new: Call | None, call: Call, form: Form) -> bool:
    if not same_callee(old, call):
        return False
    if new is None:
        return True
    added = {name for name, _ in new.keywords} - {name for name, _ in old.keywords}
    dropped = [(name, value) for name, value in old.keywords if new.keyword(name) is None]
    lacking = all(call.keyword(name) is None for name in added)
    given = all((own := call.keyword(name)) is not None and _alike(value, own) for name, value in dropped)
    return lacking and given and _whole(call, added) and _constants_fit(old, new, call, form)


def _whole(call: Call, added: set[str]) -> bool:
    """Whether a reduction is of a whole frame: one of a single column never took text."""
    if "numeric_only" not in added:
        return True
    single = isinstance(call.receiver, ast.Subscript) and isinstance(call.receiver.slice, ast.Constant)
    return not single and not isinstance(call.receiver, ast.Attribute) and not call.open


def _constants_fit(old: Call, new: Call, call: Call, form: Form) -> bool:
    """Whether the call gives the constants that the new code replaces and of which the error speaks."""
    pairs = zip(old.arguments, new.arguments, strict=False)
    changed = [a for a, b in pairs if isinstance(a, ast.Constant) and ast.dump(a) != ast.dump(b)]
    told = {ast.unparse(a) for a in changed if str(a.value) in form.change.error}
    return told <= {ast.unparse(argument) for argument in call.arguments}


def _alike(old: ast.expr, own: ast.expr) -> bool:
    """Whether a value can be of the kind that the old code gives; what is not written out can."""
    literals = (ast.Constant, ast.List, ast.Tuple, ast.Dict)
    if not isinstance(own, literals) or not isinstance(old, literals):
        return True
    if isinstance(old, ast.List) and isinstance(own, ast.List) and old.elts and own.elts:
        return _alike(old.elts[0], own.elts[0])
    return type(old) is type(own)


def _positions_fit(old: Call, new: Call | None, call: Call, count: int) -> bool:
    allowed = len(new.arguments) if new else 0
    enough = call.open or len(call.arguments) > allowed
    counted = not count or call.open or len(call.arguments) in (count, count - 1)
    pairs = zip(old.arguments[allowed:], call.arguments[allowed:], strict=False)
    return enough and counted and all(_same_sort(a, b) for a, b in pairs)


def _same_sort(old: ast.expr, own: ast.expr) -> bool:
    """Whether an argument can mean what the old code's means: numbers and words tell by their type."""
    if not isinstance(old, ast.Constant) or isinstance(old.value, str):
        return True
    if not isinstance(own, ast.Constant):
        return False
    return type(own.value) is type(old.value) or ast.unparse(own) in AXES


def _own_names(form: Form) -> frozenset[str]:
    return form.old.names - form.new.names - set(SHORT_NAMES.values())


def _own_constants(form: Form) -> frozenset[str]:
    own = form.old.constants - form.new.constants
    return frozenset(text for text in own if text.strip("'") in form.change.error)
