"""The result of a proof in words: one sentence, notes on it, and a verdict for each stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.reporting.markdown import code, codes, count
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import ExpectedFailure, Failure, FigureProof, ProjectTests, Proof, ValueProof
from mlscaffold.stages.stage import Stage

State = Literal["proven", "differs", "stopped", "unproven", "not run"]
StageState = Literal["equal", "differs", "unstable", "not compared", "not run", "nothing to compare"]

MOST_NAMES = 8  # names in a sentence: about two lines of text; the tables list all
MARKS = {"equal": "✓", "differs": "✗", "unstable": "~", "not compared": "?"}
WORST_FIRST = ("differs", "not compared", "unstable", "equal")
NOT_RUN = "Not proven: nothing was run."


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of the runs in a word and in a sentence, and sentences on what else matters to judge it."""

    state: State
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """The worst verdict of a stage's outputs, and a text with numbers, such as `2 of 3 equal`."""

    state: StageState
    text: str


def summary(hardening: Hardening) -> Summary:
    """Return the result of the runs of a hardening."""
    proof = hardening.proof
    if proof is None:
        return Summary("not run", NOT_RUN)
    state, sentence = _outcome(proof)
    return Summary(state, sentence, (*_notes(proof), *_skipped(hardening)))


def _outcome(proof: Proof) -> tuple[State, str]:
    if proof.failure is not None:
        return "stopped", f"The notebook fails {failure_place(proof.failure)}: {code(proof.failure.error)}."
    if proof.project_failure:
        return "stopped", f"The notebook runs, but the project fails: {proof.project_failure.rstrip('.')}."
    if not proof.cells:
        return "unproven", "Not proven: no cell of the notebook was run."
    if not proof.proven:
        return "differs", f"{_differing(proof)} from the notebook's."
    if not any(item.verdict == "equal" for item in _all(proof)):
        return "unproven", "Not proven: the notebook and the project run, but no output could be compared."
    return "proven", f"Proven: {_equal(proof)} the notebook's."


def _all(proof: Proof) -> tuple[ValueProof | FigureProof, ...]:
    return (*proof.values, *proof.figures)


def failure_place(failure: Failure) -> str:
    """Return `in cell 3, line 2`, or what is known of it."""
    if not failure.cell:
        return "outside its cells"
    return f"in cell {failure.cell}{f', line {failure.line}' if failure.line else ''}"


def _counts(proof: Proof, verdict: str) -> list[tuple[int, int, str]]:
    """Return how many values and figures have a verdict, how many there are, and their noun."""
    both = ((proof.values, "value"), (proof.figures, "figure"))
    return [(sum(i.verdict == verdict for i in items), len(items), noun) for items, noun in both if items]


def _differing(proof: Proof) -> str:
    counts = [one for one in _counts(proof, "differs") if one[0]]
    parts = " and ".join(f"{number} of {count(total, noun)}" for number, total, noun in counts)
    return f"{parts} {'differs' if sum(one[0] for one in counts) == 1 else 'differ'}"


def _equal(proof: Proof) -> str:
    """Return how many outputs are equal, with the verb."""
    counts = _counts(proof, "equal")
    parts = " and ".join(
        count(number, noun) if number == total else f"{number} of {count(total, noun)}"
        for number, total, noun in counts
    )
    return f"{parts} {'equals' if sum(one[0] for one in counts) == 1 else 'equal'}"


def _notes(proof: Proof) -> Iterator[str]:
    if (proof.failure or proof.project_failure) and _all(proof):
        yield f"Before the failure, {_equal(proof)} the notebook's{_but_differing(proof)}."
    if proof.failure and proof.failure.cause:
        yield cause_sentence(proof.failure.cause)
    yield from (_expected(one) for one in proof.expected_failures)
    yield from _uncompared(proof)
    yield from missing_numbers(proof)
    if proof.thin not in {"", "equal"}:
        yield f"The thin notebook in `notebooks/`: {proof.thin.rstrip('.')}."
    if proof.seeded:
        yield "The notebook sets no seed: both runs used the same one, which is a setting of the project."
    yield from proof.limits


def _but_differing(proof: Proof) -> str:
    differ = sum(item.verdict == "differs" for item in _all(proof))
    return f", {differ} {'differs' if differ == 1 else 'differ'}" if differ else ""


def _uncompared(proof: Proof) -> Iterator[str]:
    for verdict in ("unstable", "not compared"):
        names = list(dict.fromkeys(item.name for item in _all(proof) if item.verdict == verdict))
        if names and verdict == "unstable":
            yield f"{some(names)} {'is' if len(names) == 1 else 'are'} unstable: two runs of the notebook itself differ."
        elif names:
            yield f"{some(names)} could not be compared."


def missing_numbers(proof: Proof) -> Iterator[str]:
    """Yield a sentence if the project does not show a number that the notebook shows."""
    missing = proof.numbers.missing
    if missing:
        shown = count(proof.numbers.shown, "number")
        yield f"The project does not show {len(missing)} of the {shown} that the notebook shows: {some(missing)}."


def _skipped(hardening: Hardening) -> Iterator[str]:
    if hardening.skipped:
        verb = "was skipped and is" if len(hardening.skipped) == 1 else "were skipped and are"
        yield f"{count(len(hardening.skipped), 'part')} of the notebook {verb} missing in the project."


def some(names: Sequence[str]) -> str:
    """Return names as code, shortened if there are many."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{codes(names[:MOST_NAMES])}{more}"


def cause_sentence(cause: Cause) -> str:
    """Return the library change that caused a failure, and its replacement."""
    return f"Cause: {_stopped_working(cause)}"


def _expected(one: ExpectedFailure) -> str:
    when = f" {one.when}" if one.when else ""
    return f"Next failure to expect: cell {one.cell}, line {one.line}{when}: {_stopped_working(one.cause)}"


def _stopped_working(cause: Cause) -> str:
    instead = f"Use {quoted(cause.new)} instead." if cause.new else "The library has no replacement."
    return f"{quoted(cause.old)} stopped working in {cause.library} {cause.version}. {instead}"


def quoted(text: str) -> str:
    """Return a piece of code as code; a text with code spans stays."""
    return text if "`" in text else code(text)


def sentence_on_tests(tests: ProjectTests) -> str:
    """Return the result of the project's own tests."""
    if not (tests.passed or tests.failed):
        return "The project's tests were not run."
    if not tests.failed:
        return (
            "The project's only test passes."
            if tests.passed == 1
            else f"All {tests.passed} project tests pass."
        )
    passed = f"{count(tests.passed, 'project test')} {'passes' if tests.passed == 1 else 'pass'}"
    verb = "fails" if len(tests.failed) == 1 else "fail"
    return f"{passed}, {len(tests.failed)} {verb}: {some(tests.failed)}."


def environment_sentence(proof: Proof) -> str:
    """Return the environments that the notebook and the project ran in."""
    python = f" on Python {proof.python}" if proof.python else ""
    if proof.environment == "clean":
        return (
            f"The notebook ran{python}, the project in a clean environment built from its `pyproject.toml`."
        )
    why = f" {proof.why_not_clean.rstrip('.')}." if proof.why_not_clean else ""
    return f"The notebook and the project ran{python} in the same environment, not in a clean one.{why}"


def tally(items: Sequence[ValueProof | FigureProof]) -> tuple[tuple[str, int], ...]:
    """Return the number of each verdict, equal ones first."""
    found = Counter(item.verdict for item in items)
    return tuple((verdict, found[verdict]) for verdict in ("equal", "differs", "unstable", "not compared"))


def worst_first(items: Sequence[ValueProof]) -> tuple[ValueProof, ...]:
    """Return values by verdict, those that differ first; otherwise in the order of their cells."""
    return tuple(sorted(items, key=lambda item: WORST_FIRST.index(item.verdict)))


def stage_verdict(stage: Stage, proof: Proof | None) -> StageVerdict:
    """Return the result of the runs for a stage; without a proof nothing was run."""
    if proof is None:
        return StageVerdict("not run", "not run")
    found = [value.verdict for value in proof.values if value.stage == stage.name]
    found += [figure.verdict for figure in proof.figures if figure.cell in stage.cells]
    if not found:
        return _without_values(stage, proof)
    state = next(verdict for verdict in WORST_FIRST if verdict in found)
    same = found.count(state)
    number = str(same) if same == len(found) else f"{same} of {len(found)}"
    return StageVerdict(state, f"{number} {state}")


def _without_values(stage: Stage, proof: Proof) -> StageVerdict:
    ran = {run.cell for run in proof.cells if not run.error}
    if stage.outputs or proof.project_failure or not ran.issuperset(stage.cells):
        return StageVerdict("not run", "not compared: did not run")
    return StageVerdict("nothing to compare", "no output to compare")
