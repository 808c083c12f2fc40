"""The proof: the outputs of stages are compared with the notebook's values, and refactorings that change them reverted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.results.hardening import GeneratedProject, Hardening
from mlscaffold.results.proof import RevertedRefactoring
from mlscaffold.stages.opt_outs import COPIES, NOTHING, REFACTORINGS, STAGES, OptOuts
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.verdicts import FirstDifference, first_difference

ATTEMPTS = 12
"""Runs of the project in search of refactorings to revert: two or three differences with the candidates of a usual
stage, and the cost of a hardening stays at about a dozen times that of the pipeline."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A project with its runs, once no more refactorings have to be reverted or can be.

    Args:
        generated: the project.
        opt_outs: the refactorings that were not made.
        reverted: the same for the report.
        notebook: the run of the notebook.
        project: the run of the project.
    """

    generated: GeneratedProject
    opt_outs: OptOuts
    reverted: tuple[RevertedRefactoring, ...]
    notebook: NotebookRun
    project: ProjectRun


def prove(runs: Runs, generated: GeneratedProject) -> Attempt:
    """Run the notebook and the project, compare, and revert refactorings that change values.

    Args:
        runs: runs them.
        generated: the project with all refactorings.
    """
    attempt = Attempt(generated, NOTHING, (), *runs.project(generated))
    tried = {_code(generated)}
    while (difference := _difference(runs, attempt)) is not None and runs.count < ATTEMPTS:
        better = _without_cause(runs, attempt, difference, tried)
        if better is None:
            break
        attempt = better
    return attempt


def _difference(runs: Runs, attempt: Attempt) -> FirstDifference | None:
    unstable = runs.unstable(attempt.generated, attempt.notebook, attempt.project)
    return first_difference(attempt.generated.hardening, attempt.project, attempt.notebook, unstable)


def _without_cause(
    runs: Runs, attempt: Attempt, difference: FirstDifference, tried: set[bytes]
) -> Attempt | None:
    """Return an attempt without the refactoring that causes a difference, None if none is found."""
    for candidate in candidates(attempt.generated.hardening, difference.stage):
        opt_outs = attempt.opt_outs.also(candidate.refactorings, candidate.cells)
        other = runs.target.generate(opt_outs)
        if _code(other) in tried or runs.count >= ATTEMPTS:
            continue
        tried.add(_code(other))
        runs.progress(f"{difference.stage} differs: trying without {candidate.what}")
        reverted = RevertedRefactoring(candidate.what, difference.stage, candidate.cells, difference.why)
        found = Attempt(other, opt_outs, (*attempt.reverted, reverted), *runs.project(other))
        remaining = _difference(runs, found)
        if remaining is None or remaining.cell > difference.cell:
            return found
    return None


def _code(generated: GeneratedProject) -> bytes:
    """Return the project's source, which identifies it."""
    return b"\0".join(file.content for file in generated.plan.files if file.path.startswith("src/"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Refactorings that may have changed a value.

    Args:
        what: their name in the report.
        refactorings: their names.
        cells: the cells in which to opt out of them.
    """

    what: str
    refactorings: tuple[str, ...]
    cells: tuple[int, ...]


def candidates(hardening: Hardening, stage: str) -> Iterator[Candidate]:
    """Yield refactorings that may have changed the outputs of a stage, the likeliest and smallest first.

    First each refactoring of the stage alone, then copies of the inputs of earlier stages, then all of the stage's
    together; then the stage is not split from its neighbours; last, all statements stay in their order in one stage.

    Args:
        hardening: the hardening.
        stage: name of the first stage that differs.
    """
    names = [one.name for one in hardening.stages]
    at = names.index(stage)
    cells = hardening.stages[at].cells
    cells_of: dict[str, set[int]] = {}
    for change in hardening.changes:
        if change.by and change.location.cell in cells:
            cells_of.setdefault(change.by, set()).add(change.location.cell)
    for name, changed in cells_of.items():
        yield Candidate(name, (name,), tuple(sorted(changed)))
    for name in REFACTORINGS:
        yield Candidate(name, (name,), cells)
    yield Candidate(COPIES, (COPIES,), _cells(hardening, 0, at))
    everything = (*cells_of, *REFACTORINGS)
    yield Candidate("all refactorings of the stage", everything, cells)
    for first, last in ((at - 1, at), (at, at + 1), (at - 1, at + 1)):
        if first >= 0 and last < len(names):
            near = _cells(hardening, first, last)
            yield Candidate("splitting it from its neighbours", (STAGES, *everything), near)
    whole = tuple(cell.number for cell in hardening.notebook.code)
    every = tuple(dict.fromkeys(change.by for change in hardening.changes if change.by))
    yield Candidate("all refactorings", (STAGES, *every, *REFACTORINGS), whole)


def _cells(hardening: Hardening, first: int, last: int) -> tuple[int, ...]:
    """Return the cells of consecutive stages."""
    return tuple(sorted({cell for one in hardening.stages[first : last + 1] for cell in one.cells}))
