"""HARDENING.md: what became of the notebook, cell by cell, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mlscaffold.notebook.cells import Change
from mlscaffold.reporting.cell_outcomes import cell_rows
from mlscaffold.reporting.look import to_look_at
from mlscaffold.reporting.markdown import code, codes, prose, table
from mlscaffold.reporting.proof_md import proof_sections
from mlscaffold.reporting.verdict import summary
from mlscaffold.results.hardening import Hardening, Remark

STATIC = (
    "This is what reading the code can tell: nothing of the notebook was run, and that the project computes what the "
    "notebook computes has not been proven."
)
KINDS = (
    ("aside", "Set aside: could not be understood and was left out"),
    ("dropped", "Dropped: no effect on results"),
    ("rewritten", "Rewritten: says the same otherwise"),
    ("moved", "Moved: stands elsewhere now"),
    ("look", "Kept, but to be looked at"),
)


def hardening_document(hardening: Hardening) -> str:
    """Return the text of HARDENING.md."""
    remarks = to_look_at(hardening)
    proof = hardening.proof
    parts = (
        f"# What became of {code(hardening.notebook.file)}",
        STATIC if proof is None else prose(summary(hardening).sentence),
        table(("", "Count"), ((name, str(number)) for name, number in counts(hardening, len(remarks)))),
        *_aside(hardening),
        *_look(remarks),
        *(proof_sections(hardening, proof) if proof is not None else ()),
        *_cells(hardening),
        *_changes(hardening),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def counts(hardening: Hardening, remarks: int) -> tuple[tuple[str, int], ...]:
    """Return what there is, with its number.

    Args:
        hardening: what became of the notebook.
        remarks: how many things there are to look at.
    """
    kinds = Counter(change.kind for change in hardening.changes)
    return (
        ("code cells", len(hardening.notebook.code)),
        ("stages", len(hardening.stages)),
        ("functions and classes at module level", len(hardening.definitions.moved)),
        ("settings", len(hardening.files.fields)),
        ("dropped", kinds["dropped"]),
        ("rewritten", kinds["rewritten"]),
        ("moved", kinds["moved"]),
        ("set aside", kinds["aside"]),
        ("to look at", remarks),
    )


def _aside(hardening: Hardening) -> Iterator[str]:
    if hardening.aside:
        yield "## Set aside"
        yield "The project lacks these pieces. Mend them in the notebook and harden it again, or write them by hand."
        yield "\n".join(f"- {_where(Remark('', c.location))}{prose(c.why)}" for c in hardening.aside)


def _look(remarks: Sequence[Remark]) -> Iterator[str]:
    yield "## To look at"
    yield "\n".join(f"- {_where(remark)}{prose(remark.what)}" for remark in remarks) or "Nothing was found."


def _where(remark: Remark) -> str:
    places = [str(remark.location)] if remark.location else []
    places += [code(remark.place)] if remark.place else []
    text = ", ".join(places)
    return f"{text[:1].upper()}{text[1:]}: " if text else ""


def _cells(hardening: Hardening) -> Iterator[str]:
    yield "## Cell by cell"
    rows = (
        (str(row.cell), code(row.excerpt), codes(row.became), prose(row.what)) for row in cell_rows(hardening)
    )
    yield table(("Cell", "Begins with", "Became", "What else"), rows)


def _changes(hardening: Hardening) -> Iterator[str]:
    yield "## Changes"
    found = False
    for kind, title in KINDS:
        changes = [change for change in hardening.changes if change.kind == kind]
        if changes:
            found = True
            yield f"### {title}"
            yield table(("Cell", "Line", "What", "Why", "Now", "By"), (_change(c) for c in changes))
    if not found:
        yield "The code is the notebook's own, statement by statement."


def _change(change: Change) -> tuple[str, ...]:
    return (
        str(change.location.cell),
        str(change.location.line),
        code(change.what),
        prose(change.why),
        code(change.now),
        prose(change.by),
    )
