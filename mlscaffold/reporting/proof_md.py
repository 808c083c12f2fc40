"""The proof as Markdown, for HARDENING.md."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.migrations.changes import Cause
from mlscaffold.reporting.markdown import code, codes, prose, ranges, table
from mlscaffold.reporting.verdict import by_gravity, quoted, sentence_on_tests, summary, tally, where_it_ran
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import Proof, Tests


def proof_sections(hardening: Hardening, proof: Proof) -> Iterator[str]:
    """Yield the sections on the proof, what was taken back, and the tests.

    Args:
        hardening: what became of the notebook.
        proof: what the runs have shown.
    """
    yield "## Proof"
    yield "[report.html](report.html) shows it with code and figures side by side."
    yield prose(where_it_ran(proof))
    notes = summary(hardening).notes
    yield "\n".join(f"- {prose(note)}" for note in notes)
    if proof.failure and proof.failure.cause:
        yield _cause(proof.failure.cause)
    yield from _values(proof)
    yield from _numbers(proof)
    yield from _taken_back(proof)
    yield from _tests(proof.tests)


def _cause(cause: Cause) -> str:
    rows = [
        ("Library", prose(cause.library)),
        ("Since version", prose(cause.version)),
        ("Old form", prose(quoted(cause.old))),
        ("Write instead", prose(quoted(cause.new)) if cause.new else "the library has nothing in its place"),
        ("Documented", prose(cause.source)),
    ]
    return table(("Why it stopped", ""), (row for row in rows if row[1]))


def _values(proof: Proof) -> Iterator[str]:
    head = ("", *(verdict for verdict, _ in tally(proof.values)))
    rows = (
        (name, *(str(number) for _, number in tally(items)))
        for name, items in (("values", proof.values), ("figures", proof.figures))
    )
    yield table(head, rows)
    if proof.values:
        yield table(
            ("Value", "Stage", "Cell", "What it is", "Verdict", "Why"),
            (
                (code(v.name), code(v.stage), str(v.cell), prose(v.kind), v.verdict, prose(v.why))
                for v in by_gravity(proof.values)
            ),
        )
    if proof.figures:
        yield table(
            ("Figure", "Cell", "Verdict", "Why"),
            ((code(f.name), str(f.cell), f.verdict, prose(f.why)) for f in proof.figures),
        )


def _numbers(proof: Proof) -> Iterator[str]:
    shown, missing = proof.numbers.shown, proof.numbers.missing
    if shown:
        rest = f"all but {len(missing)}: {codes(missing)}" if missing else "all of them"
        yield f"Different decimals that the notebook shows: {shown}. The project shows {rest}."


def _taken_back(proof: Proof) -> Iterator[str]:
    if proof.taken_back:
        yield "## Taken back"
        yield "With these a value was not the notebook's. They were taken back, and the stage was compared again."
        rows = (
            (code(one.what), code(one.stage), ranges(one.cells), prose(one.why)) for one in proof.taken_back
        )
        yield table(("What", "Stage", "Cells", "The difference that it made"), rows)


def _tests(tests: Tests) -> Iterator[str]:
    yield "## Tests"
    yield prose(sentence_on_tests(tests))
    if tests.recorded:
        rows = (
            (code(t.name), code(t.path), code(t.stage) or "the whole pipeline", prose(t.protects))
            for t in tests.recorded
        )
        yield table(("Test", "File", "Stage", "What it protects"), rows)
    if tests.left_out:
        yield "Not recorded:"
        yield "\n".join(f"- {prose(sentence)}" for sentence in tests.left_out)
