"""HARDENING.md, the page that a reviewer reads: the verdict, the points to review, and where each cell went."""

from collections import Counter
from collections.abc import Iterator, Sequence

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.reporting import verdict
from mlscaffold.reporting.cell_outcomes import cell_rows
from mlscaffold.reporting.channels import channel_text, differences
from mlscaffold.reporting.markdown import code, codes, count, prose, ranges, table
from mlscaffold.reporting.predict_text import about_proof
from mlscaffold.reporting.remarks import remarks_of
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.results.proof import ProjectTests, Proof, ValueProof

STATIC = (
    "Not proven: this report comes from static analysis. Nothing of the notebook was run, so the project has not been "
    "compared with it."
)
SKIPPED = "These parts are missing in the project. Fix them in the notebook and harden it again, or add them by hand."
REVERTED = "These refactorings changed a value. They were reverted, and the stage was compared again."
REPORT = "[report.html](report.html) has the detail: all values, code and figures side by side, the reason for each change, and what each test protects."
KINDS = (
    ("skipped", "Skipped: could not be converted"),
    ("dropped", "Dropped: no effect on results"),
    ("rewritten", "Rewritten: different code, same result"),
    ("moved", "Moved: now in another place"),
    ("review", "Kept, but to be reviewed"),
)


def hardening_document(hardening: Hardening) -> str:
    """Return the text of HARDENING.md."""
    remarks = remarks_of(hardening)
    proof = hardening.proof
    parts = (
        f"# Hardening of {code(hardening.notebook.file)}",
        STATIC if proof is None else prose(verdict.summary(hardening).sentence),
        _size(hardening),
        *_skipped(hardening),
        *_to_review(remarks),
        *(_proof(hardening, proof) if proof is not None else ()),
        *_predict(hardening),
        *_cells(hardening),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _size(hardening: Hardening) -> str:
    """Return what the cells became, in a sentence."""
    found = dict(counts(hardening, 0))
    parts = [
        count(found["stages"], "stage"),
        count(found["functions and classes at module level"], "function or class", "functions and classes"),
        count(found["settings"], "setting"),
    ]
    cells = count(found["code cells"], "code cell")
    return (
        f"{cells} became {parts[0]}, {parts[1]} and {parts[2]}. {REPORT if hardening.proof else ''}".strip()
    )


def counts(hardening: Hardening, remarks: int) -> tuple[tuple[str, int], ...]:
    """Return the numbers of cells, stages, settings and changes, and of points to review, which are `remarks`."""
    kinds = Counter(change.kind for change in hardening.changes)
    return (
        ("code cells", len(hardening.notebook.code)),
        ("stages", len(hardening.stages)),
        ("functions and classes at module level", len(hardening.definitions.moved)),
        ("settings", len(hardening.files.fields)),
        ("dropped", kinds["dropped"]),
        ("rewritten", kinds["rewritten"]),
        ("moved", kinds["moved"]),
        ("skipped", kinds["skipped"]),
        ("to review", remarks),
    )


def _predict(hardening: Hardening) -> Iterator[str]:
    paragraphs = tuple(about_proof(hardening.predict))
    if paragraphs:
        yield "## Prediction of raw rows"
        yield from paragraphs


def _skipped(hardening: Hardening) -> Iterator[str]:
    if hardening.skipped:
        yield "## Skipped"
        yield SKIPPED
        yield _list(f"{_where(Remark('', c.location))}{prose(c.why)}" for c in hardening.skipped)


def _to_review(remarks: Sequence[Remark]) -> Iterator[str]:
    yield "## To review"
    yield _list(f"{_where(remark)}{prose(remark.what)}" for remark in remarks) or "Nothing to review."


def _list(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _where(remark: Remark) -> str:
    places = [str(remark.location)] if remark.location else []
    places += [code(remark.place)] if remark.place else []
    text = ", ".join(places)
    return f"{text[:1].upper()}{text[1:]}: " if text else ""


def _cells(hardening: Hardening) -> Iterator[str]:
    yield "## Cell by cell"
    rows = (
        (str(row.cell), code(row.first_line), codes(row.places), prose(row.notes))
        for row in cell_rows(hardening)
    )
    yield table(("Cell", "First line", "Now in", "Notes"), rows)


def _proof(hardening: Hardening, proof: Proof) -> Iterator[str]:
    yield "## Proof"
    yield prose(verdict.environment_sentence(proof))
    yield _list(prose(note) for note in verdict.summary(hardening).notes)
    if proof.failure and proof.failure.cause:
        yield _cause(proof.failure.cause)
    yield from _channels(proof)
    yield from _values(proof)
    yield from _reverted(proof)
    yield from _tests(proof.tests)


def _cause(cause: Cause) -> str:
    rows = (
        ("Library", prose(cause.library)),
        ("Since version", prose(cause.version)),
        ("Removed API", prose(verdict.quoted(cause.old))),
        ("Replacement", prose(verdict.quoted(cause.new)) if cause.new else "none"),
        ("Documentation", prose(cause.source)),
    )
    return table(("Cause of the failure", ""), (row for row in rows if row[1]))


def _channels(proof: Proof) -> Iterator[str]:
    """Yield a table of everything that can be observed of a run, and of what differs or was not compared."""
    rows = ((one.name, one.verdict, prose(channel_text(one))) for one in proof.channels)
    yield table(("Compared", "Verdict", "Result"), rows)
    if proof.largest:
        yield f"The largest relative difference of numbers that count as equal is {proof.largest:.1g}."
    others = [(name, item) for name, item in differences(proof) if name in {"text", "files"}]
    if others:
        found = (
            (name, code(item.name), str(item.cell or ""), item.verdict, prose(item.why))
            for name, item in others
        )
        yield table(("Channel", "What", "Cell", "Verdict", "Why"), found)


def _values(proof: Proof) -> Iterator[str]:
    """Yield the values and figures that are not equal."""
    values = [value for value in proof.values if value.verdict != "equal"]
    if values:
        rows = (
            (code(v.name), code(v.stage), _where_compared(v), prose(v.kind), v.verdict, prose(v.why))
            for v in verdict.worst_first(values)
        )
        yield table(("Value", "Stage", "Cell", "Type", "Verdict", "Why"), rows)
    figures = [figure for figure in proof.figures if figure.verdict != "equal"]
    if figures:
        found = ((code(f.name), str(f.cell), f.verdict, prose(f.why)) for f in figures)
        yield table(("Figure", "Cell", "Verdict", "Why"), found)


def _where_compared(value: ValueProof) -> str:
    return "end" if value.where == "end" else str(value.cell)


def _reverted(proof: Proof) -> Iterator[str]:
    if proof.reverted:
        yield "## Reverted refactorings"
        yield REVERTED
        rows = ((code(r.what), code(r.stage), ranges(r.cells), prose(r.why)) for r in proof.reverted)
        yield table(("Refactoring", "Stage", "Cells", "Difference"), rows)


def _tests(tests: ProjectTests) -> Iterator[str]:
    yield "## Tests"
    yield prose(verdict.sentence_on_tests(tests))
    if tests.left_out:
        yield "Not recorded:"
        yield _list(prose(sentence) for sentence in tests.left_out)
