"""Old forms that stand in code which has not been run: what will fail next, once an earlier cell is mended."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mlscaffold.migrations.changes import Cause
from mlscaffold.migrations.code_facts import Code, imported, read
from mlscaffold.migrations.diagnosis import as_cause, known_forms, nearest
from mlscaffold.migrations.error_messages import usual
from mlscaffold.migrations.evidence import Form, has_form, has_keyword, has_positions

UNMISTAKABLE = frozenset({"applymap", "as_matrix", "get_feature_names", "grid_scores_", "iteritems", "ix"})
"""Attributes that hardly any other library's objects have or had."""
OF_FRAMES = frozenset({"drop", "set_index", "reset_index", "drop_duplicates", "sort_values"})
"""Methods that hardly any other library's objects have."""
TEXT = "where a column holds text"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A place that will fail with a library of the change's version or a newer one.

    Args:
        line: the first line of its statement.
        cause: the change.
        when: on what it depends, such as `where a column holds text`; empty where it depends on nothing.
    """

    line: int
    cause: Cause
    when: str = ""


def foreseen(source: str, imports: Mapping[str, str]) -> tuple[Foreseen, ...]:
    """Return the old forms that stand in a cell.

    Args:
        source: the cell as Python; what cannot be parsed holds none.
        imports: alias -> qualified name of all that the notebook has imported before.

    Returns:
        One for each statement and library at most, in their order.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return ()
    return tuple(
        found for line, code in _statements(body, source, imports) for found in _of_statement(line, code)
    )


def _statements(body: list[ast.stmt], source: str, imports: Mapping[str, str]) -> Iterator[tuple[int, Code]]:
    """Every statement as code; a name that was imported before is told of where it is imported only."""
    before = dict(imports)
    for line, node in {node.lineno: node for node in body}.items():
        code = read(source, imports, line)
        brings = dict(imported(node))
        names = code.names - (set() if brings else set(before.values()))
        yield line, replace(code, names=frozenset(map(usual, names)) | names)
        before.update(brings)


def _of_statement(line: int, code: Code) -> Iterator[Foreseen]:
    forms = [known for known in known_forms() if known.change.root in code.roots]
    for library in dict.fromkeys(known.change.library for known in forms):
        own = [known for known in forms if known.change.library == library]
        sure = [known for known in own if _stands(known, code)]
        if sure:
            yield Foreseen(line, as_cause(nearest(sure, code), code))
            continue
        perhaps = [known for known in own if _depends_on_text(known, code)]
        if perhaps:
            yield Foreseen(line, as_cause(nearest(perhaps, code), code), TEXT)


def _stands(known: Form, code: Code) -> bool:
    if known.change.kind in {"deprecated", "still-works", "behaviour", "default"}:
        return False
    said = known.fault
    if said.kind == "missing":
        return said.dotted in code.names
    if said.kind == "attribute":
        return said.name in UNMISTAKABLE and f".{said.name}" in code.names
    single = (replace(code, calls=(call,)) for call in code.calls if not call.open)
    if said.kind == "keyword":
        return any(_of_module(known, one) and has_keyword(known, said.name, one) for one in single)
    if said.kind == "positional":
        return any(_by_position(known, one) for one in single)
    return False


def _by_position(known: Form, one: Code) -> bool:
    """Whether a single call gives more by position than is taken; plots take their data so."""
    if not (_of_module(known, one) or _of_frame(known)):
        return False
    [call] = one.calls
    data = known.fault.name
    too_many = not data or len(call.arguments) > 1 or call.keyword(data) is not None
    return too_many and has_positions(known, 0, one)


def _of_module(known: Form, code: Code) -> bool:
    """Whether the code calls a function of the change by a name that was imported."""
    olds = {usual(call.callee) for call in known.old.calls if call.known}
    return any(call.known and usual(call.callee) in olds for call in code.calls)


def _of_frame(known: Form) -> bool:
    return any(call.last in OF_FRAMES for call in known.old.calls)


def _depends_on_text(known: Form, code: Code) -> bool:
    if "numeric_only" not in known.change.new or not has_form(known, code):
        return False
    grouped = any(_grouped(call.receiver) for call in code.calls)
    return grouped == ("groupby" in known.change.old) and (grouped or ".corr(" in known.change.old)


def _grouped(receiver: ast.expr | None) -> bool:
    """Whether a method is called on what `groupby` has just given."""
    function = receiver.func if isinstance(receiver, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "groupby"
