"""The report on the terminal."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mlscaffold.reporting.look import to_look_at
from mlscaffold.reporting.markdown import cells, count
from mlscaffold.reporting.verdict import sentence_on_tests, summary, tally, where_it_ran
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.results.proof import FigureProof, ValueProof

MOST = 12  # things to look at that are shown; HARDENING.md has all


def terminal(hardening: Hardening, output: str) -> str:
    """Return the report as plain text.

    Args:
        hardening: what became of the notebook.
        output: the project's folder, as it was given.
    """
    blocks = (
        _head(hardening, output),
        _stages(hardening),
        _changes(hardening),
        _aside(hardening),
        _proof(hardening),
        _look(to_look_at(hardening)),
        _next(hardening, output),
    )
    return "\n\n".join("\n".join(lines) for lines in map(tuple, blocks) if lines)


def _head(hardening: Hardening, output: str) -> Iterator[str]:
    numbers = (
        count(len(hardening.notebook.code), "code cell"),
        count(len(hardening.stages), "stage"),
        count(len(hardening.files.fields), "setting"),
    )
    yield f"{hardening.notebook.file} -> {output}: {', '.join(numbers)}.{_nothing(hardening)}"


def _nothing(hardening: Hardening) -> str:
    return " Nothing was run." if hardening.proof is None else ""


def _stages(hardening: Hardening) -> Iterator[str]:
    if not hardening.stages:
        return
    yield "Stages"
    rows = [(cells(stage.cells), f"{stage.module}.{stage.name}") for stage in hardening.stages]
    width = min(max(len(origin) for origin, _ in rows), 30)
    yield from (f"  {origin:{width}}  {function}" for origin, function in rows)


def _changes(hardening: Hardening) -> Iterator[str]:
    """Group what was dropped, rewritten or moved by who did it."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for change in hardening.changes:
        if change.kind in {"dropped", "rewritten", "moved"}:
            groups[change.kind, change.by].append(change.location.cell)
    for kind in ("dropped", "rewritten", "moved"):
        found = [(by, where) for (own, by), where in groups.items() if own == kind]
        if found:
            yield f"{kind.capitalize()} {sum(len(where) for _, where in found)}"
            yield from (f"  {len(where)} by {by or 'the engine'} ({cells(where)})" for by, where in found)


def _aside(hardening: Hardening) -> Iterator[str]:
    if hardening.aside:
        yield f"Set aside {len(hardening.aside)}"
        yield from (f"  {change.location}: {_flat(change.why)}" for change in hardening.aside)


def _proof(hardening: Hardening) -> Iterator[str]:
    proof = hardening.proof
    if proof is None:
        return
    outcome = summary(hardening)
    yield "Proof"
    yield f"  {_flat(outcome.sentence)}"
    for noun, items in (("values", proof.values), ("figures", proof.figures)):
        if items:
            yield f"  {noun}: {', '.join(f'{number} {verdict}' for verdict, number in tally(items) if number)}"
    both: tuple[ValueProof | FigureProof, ...] = (*proof.values, *proof.figures)
    found = [item for item in both if item.verdict == "differs"]
    yield from (f"  differs: {item.name} (cell {item.cell}): {_flat(item.why)}" for item in found[:MOST])
    if len(found) > MOST:
        yield f"  and {len(found) - MOST} more that differ, in HARDENING.md"
    yield from (f"  {_flat(note)}" for note in outcome.notes)
    yield from (
        f"  taken back: {one.what} in {one.stage} ({cells(one.cells)}): {_flat(one.why)}"
        for one in proof.taken_back[:MOST]
    )
    yield f"  {_flat(sentence_on_tests(proof.tests))}"
    yield f"  {_flat(where_it_ran(proof))}"


def _look(remarks: Sequence[Remark]) -> Iterator[str]:
    if remarks:
        yield f"To look at {len(remarks)}"
        yield from (f"  {_where(remark)}{_flat(remark.what)}" for remark in remarks[:MOST])
    if len(remarks) > MOST:
        yield f"  and {len(remarks) - MOST} more, in HARDENING.md"


def _where(remark: Remark) -> str:
    places = [str(place) for place in (remark.location, remark.place) if place]
    return f"{', '.join(places)}: " if places else ""


def _flat(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _next(hardening: Hardening, output: str) -> Iterator[str]:
    yield "Next"
    yield f"  cd {shlex.quote(output)}"
    yield "  uv sync"
    yield f"  uv run python -m {hardening.package} run"
    yield "  uv run pytest"
    if hardening.proof is not None:
        yield "report.html shows the notebook and the project side by side."
    yield "README.md says how the project works, HARDENING.md what became of each cell."
