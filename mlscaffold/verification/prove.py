"""The proof: the outputs of stages are compared with the notebook's values, and refactorings that change them reverted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.results.hardening import GeneratedProject, Hardening
from mlscaffold.results.proof import RevertedRefactoring
from mlscaffold.stages.opt_outs import COPIES, NOTHING, REFACTORINGS, STAGES, WHOLE, OptOuts, Pairs
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.verdicts import FirstDifference, first_difference

ATTEMPTS = 24
"""Runs of the project in search of refactorings to revert: two or three differences with the candidates of a usual
stage, the last rung, and the halvings that find one refactoring among a few hundred."""
SLOW = 60.0
"""Seconds that the notebook and the project take together from which on the last rung is tried first: where it differs, too,
all other runs would be in vain. Chosen by judgement: a dozen of them would take more than ten minutes."""
NEAR = 12  # runs of these for the likely candidates, so that half of them are left for the search through all


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
    """Run the notebook and the project, compare, and revert refactorings that change anything.

    Args:
        runs: runs them.
        generated: the project with all refactorings.
    """
    start = time.monotonic()
    attempt = Attempt(generated, NOTHING, (), *runs.project(generated))
    is_slow = time.monotonic() - start > SLOW
    tried = {_code(generated)}
    while (difference := _difference(runs, attempt)) is not None and runs.count < NEAR:
        if is_slow and _differs_anyway(runs, difference):
            return attempt
        is_slow = False
        better = _without_cause(runs, attempt, difference, tried)
        if better is None:
            break
        attempt = better
    return attempt if difference is None else _last_rungs(runs, attempt, difference)


def _differs_anyway(runs: Runs, difference: FirstDifference) -> bool:
    """Return whether the project differs in the same way without any refactoring, so that none of them is the cause."""
    runs.progress(f"{difference.stage or 'the project'} differs: trying without any refactoring")
    whole = _difference(runs, _attempt(runs, WHOLE, ()))
    return whole is not None and whole.why == difference.why


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
        if _code(other) in tried or runs.count >= NEAR:
            continue
        tried.add(_code(other))
        runs.progress(f"{difference.stage} differs: trying without {candidate.what}")
        reverted = RevertedRefactoring(candidate.what, difference.stage, candidate.cells, difference.why)
        found = Attempt(other, opt_outs, (*attempt.reverted, reverted), *runs.project(other))
        remaining = _difference(runs, found)
        if remaining is None or remaining.cell > difference.cell:
            return found
    return None


def _last_rungs(runs: Runs, attempt: Attempt, difference: FirstDifference) -> Attempt:
    """Return an equal attempt with as few refactorings left out as can be found, the given one if none is equal.

    The last rung, the notebook's statements in one function, comes first: where even that one differs, no refactoring is
    the cause. Then all refactorings are left out, each by itself, and those that need not be are made again.
    """
    hardening = attempt.generated.hardening
    cells = tuple(cell.number for cell in hardening.notebook.code)
    runs.progress(f"{difference.stage or 'the project'} differs: trying without any refactoring")
    reverted = RevertedRefactoring("all refactorings", difference.stage, cells, difference.why)
    whole = _attempt(runs, WHOLE, (reverted,))
    if _difference(runs, whole) is not None:
        return attempt
    made: dict[Pairs, Attempt] = {}

    def is_equal(left_out: Sequence[Pairs]) -> bool | None:
        pairs = _union(left_out)
        if runs.count >= ATTEMPTS:
            return None
        runs.progress(
            f"{difference.stage or 'the project'} differs: trying without {len(pairs)} refactorings"
        )
        made[pairs] = _attempt(runs, OptOuts(pairs), tuple(_reverted(pairs, difference)))
        return _difference(runs, made[pairs]) is None

    names = tuple(dict.fromkeys([*_changed_by(hardening), *REFACTORINGS, STAGES]))
    kept = minimal([frozenset((name, cell) for cell in cells) for name in names], is_equal)
    if kept is None:
        return whole
    smallest = minimal([frozenset({pair}) for pair in sorted(_union(kept))], is_equal, known=True)
    return made[_union(smallest or kept)]


def _attempt(runs: Runs, opt_outs: OptOuts, reverted: tuple[RevertedRefactoring, ...]) -> Attempt:
    generated = runs.target.generate(opt_outs)
    return Attempt(generated, opt_outs, reverted, *runs.project(generated))


def _union(groups: Iterable[Pairs]) -> Pairs:
    return frozenset(pair for group in groups for pair in group)


def _reverted(pairs: Pairs, difference: FirstDifference) -> Iterator[RevertedRefactoring]:
    """Yield a line for the report for each refactoring that was left out."""
    for name in sorted({name for name, _ in pairs}):
        cells = tuple(sorted(cell for other, cell in pairs if other == name))
        yield RevertedRefactoring(name, difference.stage, cells, difference.why)


def minimal(
    groups: Sequence[Pairs], is_equal: Callable[[Sequence[Pairs]], bool | None], known: bool = False
) -> tuple[Pairs, ...] | None:
    """Return a smallest set of refactorings without which the project is equal, as far as the runs reach.

    This is delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002): halves,
    quarters and so on of the set are made again as long as the project stays equal.

    Args:
        groups: refactorings that are left out together.
        is_equal: whether a project without some of them is equal; None if it is not known.
        known: whether it is known that it is equal without all of them.

    Returns:
        The set, None if the project is not equal without all of them.
    """
    left_out = tuple(groups)
    if not known and not is_equal(left_out):
        return None
    parts = 2
    while len(left_out) > 1:
        size = -(-len(left_out) // parts)
        rests = ((*left_out[:at], *left_out[at + size :]) for at in range(0, len(left_out), size))
        smaller = next((rest for rest in rests if is_equal(rest)), None)
        if smaller is not None:
            left_out, parts = smaller, max(parts - 1, 2)
        elif size == 1:
            break
        else:
            parts = min(2 * parts, len(left_out))
    return left_out


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
    if stage not in names:  # the package stops before its first stage
        return
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
    every = _changed_by(hardening)
    yield Candidate("all refactorings", (STAGES, *every, *REFACTORINGS), whole)


def _changed_by(hardening: Hardening) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.by for change in hardening.changes if change.by))


def _cells(hardening: Hardening, first: int, last: int) -> tuple[int, ...]:
    """Return the cells of consecutive stages."""
    return tuple(sorted({cell for one in hardening.stages[first : last + 1] for cell in one.cells}))
