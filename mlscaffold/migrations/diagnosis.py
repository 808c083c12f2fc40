"""Which change of a library makes a cell fail, told from its error and its code; silent where it is not sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from mlscaffold.migrations.changes import ANYTHING, Cause, Change, changes
from mlscaffold.migrations.code_facts import Code, read
from mlscaffold.migrations.error_hints import told
from mlscaffold.migrations.error_messages import Fault, Kind, fault, nested, usual
from mlscaffold.migrations.evidence import Form, form, has_form, has_keyword, has_positions

EVERYDAY = frozenset({"numpy", "pandas", "python"})
"""Libraries whose objects turn up without being imported by name."""
THROUGH = {"matplotlib": frozenset({"pandas", "seaborn"}), "keras": frozenset({"tensorflow"})}
"""Libraries that others use on a notebook's behalf."""
UNSURE = ("AssertionError: ", "KeyError: 0", f"KeyError: {ANYTHING}")
"""Errors of the table that a notebook's own mistake gives as well, whatever its code looks like."""

VAGUE = ("could not convert string to float: ", "list indices must be ", "invalid index to scalar variable")
"""Messages that many functions give: they count only where no other statement can have raised them."""


def cause(
    error: str, source: str, imports: Mapping[str, str], *, line: int = 0, called: str = ""
) -> Cause | None:
    """Return the change of a library that explains an error.

    Args:
        error: `Type: message`, as Python gives it.
        source: the failing cell as Python; better, the cell that holds the innermost line of the notebook.
        imports: alias -> qualified name of all that the notebook has imported before.
        line: the failing line in `source`, 0 where it is not known.
        called: the function of a library that this line called, such as `pandas.core.frame.DataFrame.mean`,
            empty where it is not known.

    Returns:
        The change; None where the notebook itself may be at fault, or nothing is known.
    """
    code = read(source, imports, line)
    for text in nested(error):
        found = _listed(text, code, called) or told(text, code)
        if found:
            return found
    return None


def _listed(error: str, code: Code, called: str) -> Cause | None:
    said = fault(error)
    fits = FITS[said.kind]
    fitting = [known for known in known_forms() if fits(error, said, known, code)]
    if called:
        fitting = [known for known in fitting if _can_come_from(called, error, known)]
    return as_cause(nearest(fitting, code), code) if fitting else None


@cache
def known_forms() -> tuple[Form, ...]:
    """Return the changes whose errors can be told from a notebook's own mistakes."""
    sure = (change for change in changes() if change.error and not change.silent)
    return tuple(form(change) for change in sure if not change.error.startswith(UNSURE))


def _can_come_from(called: str, error: str, known: Form) -> bool:
    """Whether the function that was called can have failed so because of the change."""
    if "numeric_only" in known.change.new and "Series" in called:
        return False  # to reduce a single column of text never worked
    names = {call.last for call in known.old.calls}
    return not _vague(error) or called.rpartition(".")[2] in names


def _vague(error: str) -> bool:
    return error.partition(": ")[2].startswith(VAGUE)


def _missing(_error: str, said: Fault, known: Form, _code: Code) -> bool:
    lost = known.fault.dotted
    return known.fault.kind == "missing" and f"{said.dotted}.".startswith(f"{lost}.")


def _attribute(_error: str, said: Fault, known: Form, code: Code) -> bool:
    owner = said.owner.rpartition(".")[2]
    same = (known.fault.owner.rpartition(".")[2], known.fault.name) == (owner, said.name)
    return (
        known.fault.kind == "attribute" and same and owner not in code.classes and _used(known.change, code)
    )


def _keyword(_error: str, said: Fault, known: Form, code: Code) -> bool:
    if (known.fault.kind, known.fault.name) != ("keyword", said.name) or not _used(known.change, code):
        return False
    owner = said.owner.removesuffix(".__init__")
    if owner.partition(".")[0] in code.classes:
        return False
    if owner[:1].isupper() and owner == known.fault.owner.removesuffix(".__init__"):
        return True
    return _same_function(said, known) and has_keyword(known, said.name, code)


def _positional(_error: str, said: Fault, known: Form, code: Code) -> bool:
    same = known.fault.kind == "positional" and _same_function(said, known)
    return same and _used(known.change, code) and has_positions(known, said.count, code)


def _value(_error: str, said: Fault, known: Form, code: Code) -> bool:
    if (known.fault.kind, known.fault.name, known.fault.function) != ("value", said.name, said.function):
        return False
    refused = known.old.constants - known.new.constants
    return bool(refused & ({said.value} if said.value else code.constants))


def _other(error: str, _said: Fault, known: Form, code: Code) -> bool:
    if known.fault.kind != "other" or not _matches(known.change.error, error):
        return False
    if _vague(error) and not code.alone:
        return False
    return _used(known.change, code) and has_form(known, code)


FITS: dict[Kind, Callable[[str, Fault, Form, Code], bool]] = {
    "missing": _missing,
    "attribute": _attribute,
    "keyword": _keyword,
    "positional": _positional,
    "value": _value,
    "other": _other,
}


def _same_function(said: Fault, known: Form) -> bool:
    """Whether the message names the function of the change; inner helpers of a library stand for any."""
    names = {"", known.fault.function, *(call.last for call in known.old.calls)}
    return said.function in names or said.function.startswith("_")


def _matches(pattern: str, error: str) -> bool:
    parts = (re.escape(part) for part in _one_line(pattern).split(ANYTHING))
    return re.fullmatch(".*".join(parts), _one_line(error)) is not None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _used(change: Change, code: Code) -> bool:
    """Whether the notebook uses the library at all."""
    roots = code.roots | {usual(root) for root in code.roots}
    through = THROUGH.get(change.library, frozenset())
    return change.library in EVERYDAY or change.root in roots or not through.isdisjoint(roots)


def nearest(forms: Sequence[Form], code: Code) -> Form:
    """Return the change whose old form is most like the code; the first of several in the table's order."""
    features = code.features
    return max(
        forms, key=lambda known: len(known.old.features & features) - len(known.old.features - features)
    )


def as_cause(known: Form, code: Code) -> Cause:
    """Return a change as it is told: the old and the new form without the lines that they share."""
    change = known.change
    old, new = _differing(change.old, change.cure)
    if change.error.startswith("ModuleNotFoundError") and not known.old.names <= code.names:
        old, new = _modules(old, new)
    return Cause(change.library, change.version, old, new, change.source)


def _differing(old: str, new: str) -> tuple[str, str]:
    """The two forms without the lines that they share."""
    olds, news = old.splitlines(), new.splitlines()
    shared = {text for text in olds if text in news}
    return "\n".join(t for t in olds if t not in shared), "\n".join(t for t in news if t not in shared)


def _modules(old: str, new: str) -> tuple[str, str]:
    """The two modules alone, where a notebook imports other names than the table's example."""
    pattern = re.compile(r"from (\S+) import \w+(?: as \w+)?")
    olds, news = pattern.fullmatch(old), pattern.fullmatch(new)
    return (olds[1], news[1]) if olds and news else (old, new)
