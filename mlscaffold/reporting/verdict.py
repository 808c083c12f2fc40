"""The result of a proof in words: one sentence, notes on it, and a verdict for each stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.reporting.channels import equal_parts, joined, named_parts, some
from mlscaffold.reporting.markdown import code, count
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import Compared, ExpectedFailure, Failure, ProjectTests, Proof
from mlscaffold.stages.stage import Stage

Item = TypeVar("Item", bound=Compared)
State = Literal["proven", "differs", "stopped", "unproven", "not run"]
StageState = Literal["equal", "differs", "unstable", "not compared", "not run", "nothing to compare"]

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
        error = code(proof.failure.error.rstrip("."))
        return "stopped", f"The notebook fails {failure_place(proof.failure)}: {error}."
    if proof.project_failure:
        return "stopped", f"The notebook runs, but the project fails: {proof.project_failure.rstrip('.')}."
    if not proof.cells:
        return "unproven", "Not proven: no cell of the notebook was run."
    differing, uncompared = named_parts(proof, "differs"), named_parts(proof, "not compared")
    if proof.command.verdict == "differs" and proof.command.status:
        return "stopped", f"Not proven: {proof.command.why.rstrip('.')}."
    if differing:
        more = f" {_capitalized(_not_compared(uncompared))}" if uncompared else ""
        return "differs", f"Not proven: {joined(differing)} {_differ(proof)} from the notebook's.{more}"
    if uncompared:
        return "unproven", f"Not proven: {_not_compared(uncompared)}"
    equal = equal_parts(proof)
    if not equal:
        return "proven", "Proven: the project runs, and the notebook leaves nothing to compare."
    verb = "equals" if len(equal) == 1 and equal[0].startswith("1 ") else "equal"
    return "proven", f"Proven: {joined(equal)} {verb} the notebook's."


def _differ(proof: Proof) -> str:
    """Return the verb for everything that differs."""
    found = [item for channel in proof.channels for item in channel.with_verdict("differs")]
    names = {(type(item), item.name) for item in found}
    return "differs" if len(names) == 1 else "differ"


def _not_compared(parts: Sequence[str]) -> str:
    return f"{joined(parts)} could not be compared."


def _capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _all(proof: Proof) -> tuple[Compared, ...]:
    """Return all that was compared, except for the command."""
    return tuple(item for channel in proof.channels[:-1] for item in channel.items)


def failure_place(failure: Failure) -> str:
    """Return `in cell 3, line 2`, or what is known of it."""
    if not failure.cell:
        return "outside its cells"
    return f"in cell {failure.cell}{f', line {failure.line}' if failure.line else ''}"


def _notes(proof: Proof) -> Iterator[str]:
    if (proof.failure or proof.project_failure) and _all(proof):
        equal = joined(equal_parts(proof)) or "nothing"
        yield f"Before the failure, {equal} could be shown equal to the notebook's{_but_differing(proof)}."
    if proof.failure and proof.failure.cause:
        yield cause_sentence(proof.failure.cause)
    yield from (_expected(one) for one in proof.expected_failures)
    yield from _unstable(proof)
    if proof.thin not in {"", "equal"}:
        yield f"The thin notebook in `notebooks/`: {proof.thin.rstrip('.')}."
    if proof.seeded:
        yield "The notebook sets no seed: both runs used the same one, which is a setting of the project."
    yield from proof.limits


def _but_differing(proof: Proof) -> str:
    differ = sum(item.verdict == "differs" for item in _all(proof))
    return f", {differ} {'differs' if differ == 1 else 'differ'}" if differ else ""


def _unstable(proof: Proof) -> Iterator[str]:
    parts = named_parts(proof, "unstable")
    if parts:
        number = sum(len(channel.with_verdict("unstable")) for channel in proof.channels)
        verb = "is" if number == 1 else "are"
        yield f"{_capitalized(joined(parts))} {verb} unstable: two runs of the notebook itself differ."


def _skipped(hardening: Hardening) -> Iterator[str]:
    if hardening.skipped:
        verb = "was skipped and is" if len(hardening.skipped) == 1 else "were skipped and are"
        yield f"{count(len(hardening.skipped), 'part')} of the notebook {verb} missing in the project."


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
        return " ".join(["The project's tests were not run.", *tests.left_out[-1:]])
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


def worst_first(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return what was compared by verdict, what differs first; otherwise in its order."""
    return tuple(sorted(items, key=lambda item: WORST_FIRST.index(item.verdict)))


def stage_verdict(stage: Stage, proof: Proof | None) -> StageVerdict:
    """Return the result of the runs for a stage; without a proof nothing was run."""
    if proof is None:
        return StageVerdict("not run", "not run")
    found = [value.verdict for value in proof.values if value.stage == stage.name]
    shown: tuple[Compared, ...] = (*proof.texts, *proof.files, *proof.figures)
    found += [item.verdict for item in shown if item.cell in stage.cells]
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
