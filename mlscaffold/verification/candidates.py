"""Which refactorings may have changed a value, the likeliest and smallest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.opt_outs import COPIES, REFACTORINGS, STAGES


@dataclass(frozen=True, slots=True)
class Candidate:
    """Refactorings to do without.

    Args:
        what: what they are called in the report.
        refactorings: their names.
        cells: the cells in which they are not made.
    """

    what: str
    refactorings: tuple[str, ...]
    cells: tuple[int, ...]


def candidates(hardening: Hardening, stage: str) -> Iterator[Candidate]:
    """Yield what to do without so that a stage gives what the notebook has.

    First each refactoring of the stage alone, then copies of what earlier stages were given, then all of the stage's
    together; then the stage is not divided from its neighbours; last, all statements stay in their order in one stage.

    Args:
        hardening: the hardening.
        stage: name of the first stage that gives something else.
    """
    names = [one.name for one in hardening.stages]
    at = names.index(stage)
    cells = hardening.stages[at].cells
    by = {c.by: set[int]() for c in hardening.changes if c.location.cell in cells and c.by}
    for change in hardening.changes:
        if change.by in by and change.location.cell in cells:
            by[change.by].add(change.location.cell)
    codemods = tuple(by)
    for name in codemods:
        yield Candidate(name, (name,), tuple(sorted(by[name])))
    for name in REFACTORINGS:
        yield Candidate(name, (name,), cells)
    before = tuple(sorted({cell for one in hardening.stages[: at + 1] for cell in one.cells}))
    yield Candidate(COPIES, (COPIES,), before)
    everything = (*codemods, *REFACTORINGS)
    yield Candidate("all refactorings of the stage", everything, cells)
    for first, last in ((at - 1, at), (at, at + 1), (at - 1, at + 1)):
        if first >= 0 and last < len(names):
            near = tuple(sorted({c for one in hardening.stages[first : last + 1] for c in one.cells}))
            yield Candidate("dividing it from its neighbours", (STAGES, *everything), near)
    whole = tuple(cell.number for cell in hardening.notebook.code)
    every = tuple(dict.fromkeys(change.by for change in hardening.changes if change.by))
    yield Candidate("all refactorings", (STAGES, *every, *REFACTORINGS), whole)
