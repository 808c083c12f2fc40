"""What a proof comes to: one sentence, what stands beside it, and the same for each stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mlscaffold.migrations.changes import Cause
from mlscaffold.reporting.markdown import code, codes, count
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import Ahead, Failure, FigureProof, Proof, Tests, ValueProof
from mlscaffold.stages.stage import Stage

State = Literal["proven", "differs", "stopped", "unproven", "not run"]
StageState = Literal["equal", "differs", "unstable", "not compared", "not run", "nothing to compare"]

NAMED = 8  # names in a sentence
MARKS = {"equal": "✓", "differs": "✗", "unstable": "~", "not compared": "?"}
WORST_FIRST = ("differs", "not compared", "unstable", "equal")
NOT_RUN = "Nothing was run, so nothing is proven."


@dataclass(frozen=True, slots=True)
class Summary:
    """What the runs come to.

    Args:
        state: in a word.
        sentence: in a sentence; code stands between backticks.
        notes: what else has to be known to judge it, as sentences.
    """

    state: State
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """What the runs have shown of a stage.

    Args:
        state: in a word, the gravest of what it gives.
        text: with numbers, such as `2 of 3 equal`.
    """

    state: StageState
    text: str


def summary(hardening: Hardening) -> Summary:
    """Return what the runs come to.

    Args:
        hardening: what became of the notebook, with its proof.
    """
    proof = hardening.proof
    if proof is None:
        return Summary("not run", NOT_RUN)
    state, sentence = _outcome(proof)
    return Summary(state, sentence, (*_notes(proof), *_aside(hardening)))


def _outcome(proof: Proof) -> tuple[State, str]:
    if proof.failure is not None:
        return "stopped", f"The notebook stops {where_it_failed(proof.failure)}: {code(proof.failure.error)}."
    if proof.project_failure:
        return "stopped", f"The notebook runs, the project stops: {proof.project_failure.rstrip('.')}."
    if not proof.cells:
        return "unproven", "No cell of the notebook was run, so nothing is proven."
    if not proof.proven:
        return "differs", f"{_differing(proof)} from the notebook's."
    if not any(item.verdict == "equal" for item in _all(proof)):
        return "unproven", "Both ran to their end, and nothing of what they give could be compared."
    return "proven", f"Proven: {_equal(proof)} the notebook's."


def _all(proof: Proof) -> tuple[ValueProof | FigureProof, ...]:
    return (*proof.values, *proof.figures)


def where_it_failed(failure: Failure) -> str:
    """Return `at cell 3, line 2`, or what is known of it."""
    if not failure.cell:
        return "outside its cells"
    return f"at cell {failure.cell}{f', line {failure.line}' if failure.line else ''}"


def _differing(proof: Proof) -> str:
    parts = [
        f"{len(found)} of {count(len(items), noun)}"
        for items, noun in ((proof.values, "value"), (proof.figures, "figure"))
        if (found := [item for item in items if item.verdict == "differs"])
    ]
    one = len(proof.differing) + sum(figure.verdict == "differs" for figure in proof.figures) == 1
    return f"{' and '.join(parts)} {'differs' if one else 'differ'}"


def _equal(proof: Proof) -> str:
    """Return how much is equal, with the verb."""
    parts = []
    total = 0
    for items, noun in ((proof.values, "value"), (proof.figures, "figure")):
        equal = sum(item.verdict == "equal" for item in items)
        total += equal
        if items:
            whole = equal == len(items)
            parts.append(count(equal, noun) if whole else f"{equal} of {count(len(items), noun)}")
    return f"{' and '.join(parts)} {'equals' if total == 1 else 'equal'}"


def _notes(proof: Proof) -> Iterator[str]:
    if (proof.failure or proof.project_failure) and (proof.values or proof.figures):
        yield f"Of what ran before, {_equal(proof)} the notebook's{_but_differing(proof)}."
    if proof.failure and proof.failure.cause:
        yield cause_sentence(proof.failure.cause)
    yield from (_ahead(one) for one in proof.ahead)
    yield from _uncompared(proof)
    yield from numbers_missing(proof)
    if proof.thin not in {"", "equal"}:
        yield f"The thin notebook in `notebooks/`: {proof.thin.rstrip('.')}."
    if proof.seeded:
        yield "The notebook sets no seed: both runs were given the same one, which is a setting of the project."
    yield from proof.limits


def _but_differing(proof: Proof) -> str:
    differ = [item for item in _all(proof) if item.verdict == "differs"]
    return f", {len(differ)} {'differs' if len(differ) == 1 else 'differ'}" if differ else ""


def _uncompared(proof: Proof) -> Iterator[str]:
    items = _all(proof)
    for verdict, one, many in (
        ("unstable", "is not reproducible", "are not reproducible"),
        ("not compared", "could not be compared", "could not be compared"),
    ):
        names = list(dict.fromkeys(item.name for item in items if item.verdict == verdict))
        if names:
            ending = one if len(names) == 1 else many
            reason = ": two runs of the notebook itself do not agree" if verdict == "unstable" else ""
            yield f"{some(names)} {ending}{reason}."


def numbers_missing(proof: Proof) -> Iterator[str]:
    """Yield a sentence where the project does not show a number that the notebook shows."""
    missing = proof.numbers.missing
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        shown = f"{len(missing)} of the {count(proof.numbers.shown, 'number')} that the notebook shows"
        yield f"{shown} {verb} not in what the project shows: {some(missing)}."


def _aside(hardening: Hardening) -> Iterator[str]:
    if hardening.aside:
        verb = "was" if len(hardening.aside) == 1 else "were"
        yield f"{count(len(hardening.aside), 'piece')} of the notebook {verb} set aside: the project lacks it."


def some(names: tuple[str, ...] | list[str]) -> str:
    """Return names as code, cut short where there are many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{codes(names[:NAMED])}{more}"


def cause_sentence(cause: Cause) -> str:
    """Return what changed in a library, and what to write now."""
    return f"The cause: {quoted(cause.old)} broke in {cause.library} {cause.version}. {_instead(cause)}"


def _ahead(one: Ahead) -> str:
    """Return what fails next, in a cell that was not run."""
    broke = f"broke in {one.cause.library} {one.cause.version}"
    when = f" {one.when}" if one.when else ""
    return (
        f"It would fail next in cell {one.cell}, line {one.line}{when}: "
        f"{quoted(one.cause.old)} {broke}. {_instead(one.cause)}"
    )


def _instead(cause: Cause) -> str:
    return (
        f"Write {quoted(cause.new)} instead." if cause.new else "The library has nothing to put in its place."
    )


def quoted(text: str) -> str:
    """Return a piece of code as code; a text that has its code marked stays."""
    return text if "`" in text else code(text)


def sentence_on_tests(tests: Tests) -> str:
    """Return how the project's own tests ended."""
    if not (tests.passed or tests.failed):
        return "The project's tests were not run."
    passed = f"{count(tests.passed, 'test')} of the project {'passes' if tests.passed == 1 else 'pass'}"
    if not tests.failed:
        return f"{passed}, none fails."
    verb = "fails" if len(tests.failed) == 1 else "fail"
    return f"{passed}, {len(tests.failed)} {verb}: {some(tests.failed)}."


def where_it_ran(proof: Proof) -> str:
    """Return where the notebook and the project ran."""
    python = f" under Python {proof.python}" if proof.python else ""
    if proof.environment == "clean":
        return f"The notebook ran{python}, the project in a fresh environment made from its own `pyproject.toml`."
    why = f" {proof.why_not_clean.rstrip('.')}." if proof.why_not_clean else ""
    return (
        f"The notebook ran{python}, the project in the same environment, not in a fresh one of its own.{why}"
    )


def tally(items: tuple[ValueProof, ...] | tuple[FigureProof, ...]) -> tuple[tuple[str, int], ...]:
    """Return how many there are of each verdict, equal ones first."""
    found = Counter(item.verdict for item in items)
    return tuple((verdict, found[verdict]) for verdict in ("equal", "differs", "unstable", "not compared"))


def by_gravity(items: tuple[ValueProof, ...]) -> tuple[ValueProof, ...]:
    """Return values, those that differ first; else in the order of their cells."""
    return tuple(sorted(items, key=lambda item: WORST_FIRST.index(item.verdict)))


def stage_verdict(stage: Stage, proof: Proof | None) -> StageVerdict:
    """Return what the runs have shown of a stage.

    Args:
        stage: the stage.
        proof: the proof, None where nothing was run.
    """
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
    return StageVerdict("nothing to compare", "gives no value to compare")
