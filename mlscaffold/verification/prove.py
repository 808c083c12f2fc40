"""The proof: what stages give is compared with what the notebook has; what differs is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.results.hardening import Made
from mlscaffold.results.proof import TakenBack
from mlscaffold.stages.opt_outs import NOTHING, OptOuts
from mlscaffold.verification.candidates import Candidate, candidates
from mlscaffold.verification.notebook_run import Ran
from mlscaffold.verification.project_run import ProjectRan
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.verdicts import Differing, first_differing

ATTEMPTS = 12  # project runs that look for what to take back


@dataclass(frozen=True, slots=True)
class Proved:
    """A project of which nothing more has to be taken back, or can be.

    Args:
        made: the project.
        kept: the refactorings that were not made.
        taken_back: the same for the report.
        notebook: the run of the notebook.
        project: the run of the project.
    """

    made: Made
    kept: OptOuts
    taken_back: tuple[TakenBack, ...]
    notebook: Ran
    project: ProjectRan


def prove(runs: Runs, made: Made) -> Proved:
    """Run the notebook and the project, compare, and take back what is not equal.

    Args:
        runs: runs them.
        made: the project with all refactorings.
    """
    notebook, project = runs.project(made)
    now = Proved(made, NOTHING, (), notebook, project)
    tried = {_code(made)}
    while (differing := _differing(runs, now)) is not None and runs.count < ATTEMPTS:
        mended = _mended(runs, now, differing, tried)
        if mended is None:
            break
        now = mended
    return now


def _differing(runs: Runs, now: Proved) -> Differing | None:
    unstable = runs.unstable(now.made, now.notebook, now.project)
    return first_differing(now.made.hardening, now.project, now.notebook, unstable)


def _mended(runs: Runs, now: Proved, differing: Differing, tried: set[bytes]) -> Proved | None:
    """Find the refactoring without which a stage gives what the notebook has."""
    for candidate in candidates(now.made.hardening, differing.stage):
        kept = now.kept.also(candidate.refactorings, candidate.cells)
        other = runs.target.make(kept)
        if _code(other) in tried or runs.count >= ATTEMPTS:
            continue
        tried.add(_code(other))
        runs.progress(f"{differing.stage} differs: trying without {candidate.what}")
        notebook, project = runs.project(other)
        found = Proved(other, kept, (*now.taken_back, _taken(candidate, differing)), notebook, project)
        left = _differing(runs, found)
        if left is None or left.cell > differing.cell:
            return found
    return None


def _taken(candidate: Candidate, differing: Differing) -> TakenBack:
    return TakenBack(candidate.what, differing.stage, candidate.cells, differing.why)


def _code(made: Made) -> bytes:
    """Return the project's source, to tell whether two projects are the same."""
    return b"\0".join(file.content for file in made.plan.files if file.path.startswith("src/"))
