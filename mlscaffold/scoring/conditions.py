"""The conditions of gates, and whether a segment meets them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.finding import LEVELS
from mlscaffold.scoring.assessment import Verdict, met, missing, shortened
from mlscaffold.scoring.contracts import contract_gap, in_both, places_of, rejections
from mlscaffold.scoring.document_sections import Section, sections
from mlscaffold.scoring.notebook_runs import calls_in, run_of
from mlscaffold.scoring.points import RUN_TESTS, ids, no_evidence
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.quality_gate import gate_verdict, measured_fault
from mlscaffold.scoring.rubric.infrastructure_tests import reproducible
from mlscaffold.scoring.rule_findings import SECRETS, SEEDS, files_of, findings, place_of
from mlscaffold.scoring.score_settings import Segment

RUN = "run the notebooks from top to bottom: mlscaffold score --run"
CARDS = ("MODEL_CARD.md", "model_card.md", "docs/MODEL_CARD.md", "docs/model_card.md", "docs/model-card.md")
SHOWN = 3
"""Findings and empty sections that a verdict lists; a few show the problem, and the todo names how to see all."""
SHOWN_METRICS = 4
"""Metrics that a verdict lists: they fit in one line of the report."""
ROUNDING = 0.5000001
"""The largest error of a rounded number, in units of its last digit; the 1e-7 above a half allows for binary floats."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a gate.

    Args:
        name: its name in pyproject.toml.
        requirement: what has to be true, in one line.
        assess: returns whether it is met in a segment of a project.
        of_files: whether it is about each file of the segment, so that an empty segment meets it.
    """

    name: str
    requirement: str
    assess: Callable[[Project, Segment], Verdict]
    of_files: bool = True


@dataclass(frozen=True, slots=True)
class Gate:
    """A segment and the verdicts on its gate.

    Args:
        segment: the segment.
        verdicts: each condition of its gate with its verdict.
        empty: whether the segment has no notebook and no Python file; then conditions on files are met.
    """

    segment: Segment
    verdicts: tuple[tuple[Condition, Verdict], ...]
    empty: bool

    @property
    def open(self) -> bool:
        """Whether all conditions are met."""
        return all(verdict.points == 1 for _, verdict in self.verdicts)


def gate_of(project: Project, segment: Segment) -> Gate:
    """Assess a segment by the conditions of its gate."""
    by_name = {condition.name: condition for condition in CONDITIONS}
    empty = not segment_files(project, segment)
    verdicts = []
    for condition in (by_name[name] for name in segment.gate):
        nothing = empty and condition.of_files
        verdicts.append((condition, met("no files yet") if nothing else condition.assess(project, segment)))
    return Gate(segment, tuple(verdicts), empty)


def segment_files(project: Project, segment: Segment) -> tuple[str, ...]:
    """Return the notebooks and Python files of a segment."""
    return files_of(project.root, segment.paths)


def has_code(project: Project, segment: Segment) -> bool:
    """Return whether a segment has code of the project, not only notebooks."""
    return not set(project.paths).isdisjoint(segment_files(project, segment))


def notebooks_ran(project: Project, segment: Segment) -> Verdict:
    """Assess whether each notebook ran from top to bottom; for the project's code, whether the pipeline did."""
    if has_code(project, segment):
        fault = measured_fault(project)
        return missing(fault) if fault else met(f"{project.measured.path} comes from the current code")
    results = [run_of(project.root, path) for path in segment_files(project, segment)]
    faults = [f"{result.path}: {result.fault}" for result in results if not result.ran]
    return missing(RUN, *faults) if faults else met(*(result.evidence for result in results))


def has_no_secrets(project: Project, segment: Segment) -> Verdict:
    """Assess whether our rules find a secret in code or outputs."""
    todo = "remove and revoke them: mlscaffold check --explain MLS522"
    return _without_findings(project, segment, SECRETS, todo)


def passes_check(project: Project, segment: Segment) -> Verdict:
    """Assess whether `mlscaffold check` finds anything at the segment's level."""
    level = f" --level {segment.name}" if segment.name in LEVELS else ""
    return _without_findings(project, segment, (), f"mlscaffold check{level} {' '.join(segment.paths)}")


def _without_findings(project: Project, segment: Segment, codes: Sequence[str], todo: str) -> Verdict:
    paths = segment_files(project, segment)
    found, note = findings(project.root, paths, segment.name, codes)
    if found:
        folder = f"{project.root}/"
        places = [f"{place_of(project.root, one)} {one.message.replace(folder, '')}" for one in found[:SHOWN]]
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        return missing(todo, *places, *more)
    if note:
        return missing(todo, note)
    checked = f"rules {', '.join(codes)}" if codes else "mlscaffold check"
    return met(f"{checked}: no findings in {shortened(paths)}")


def is_seeded(project: Project, segment: Segment) -> Verdict:
    """Assess whether randomness is seeded; for the project's code, whether a test of that passed too."""
    if has_code(project, segment):
        return _at_least_half(reproducible(project))
    return _without_findings(project, segment, SEEDS, "set the seeds: mlscaffold check --select MLS2 --diff")


def _at_least_half(verdict: Verdict) -> Verdict:
    """Return the verdict on a condition that half a point of the rubric meets: it does not ask for a workflow."""
    return met(*verdict.evidence) if verdict.points else verdict


def has_metrics(project: Project, segment: Segment) -> Verdict:
    """Assess whether each notebook measures something and ran; for code, whether a run's metrics meet the thresholds."""
    if has_code(project, segment):
        fault = measured_fault(project)
        values = [f"{name} {value:.3g}" for name, value in project.measured.values[:SHOWN_METRICS]]
        return missing(fault) if fault else met(f"{project.measured.path}: {', '.join(values)}")
    unmeasured = [
        path for path in segment_files(project, segment) if not calls_metric(calls_in(project.root, path))
    ]
    if unmeasured:
        todo = "measure the model (sklearn.metrics, cross_val_score)"
        return missing(todo, f"no metric in {shortened(unmeasured)}")
    return notebooks_ran(project, segment)


def passes_tests(project: Project, _: Segment) -> Verdict:
    """Assess whether all tests ran on the current code and passed."""
    if not project.tests:
        return missing("write tests, and run them with pytest", "there are no tests")
    if fault := no_evidence(project):
        return missing(RUN_TESTS, fault)
    record = project.record
    outcomes = dict(record.outcomes)
    failed = [name for name, outcome in outcomes.items() if outcome == "failed"]
    if failed:
        return missing("fix the failed tests", f"failed {record.date}: {shortened(failed)}")
    absent = [test.id for test in project.tests if test.key not in outcomes]
    if absent:
        return missing(RUN_TESTS, f"not in the run of {record.date}: {shortened(absent)}")
    passed, _failed, skipped = record.cases
    if not project.passed:
        return missing(RUN_TESTS, f"no test of the project passed, {record.date}")
    return met(f"{passed} passed, {skipped} skipped, {record.date} ({record.path})")


def shares_contract(project: Project, _: Segment) -> Verdict:
    """Assess whether training and serving call one contract, and a test shows that it rejects rows."""
    found = in_both(project)
    if not found:
        gap, todo = contract_gap(project)
        return missing(todo, gap)
    evidence = f"training and serving call {places_of(found)}"
    tests = rejections(project, found)
    if not tests:
        todo = "write a test in which the contract rejects an invalid row (pytest.raises)"
        return missing(RUN_TESTS if no_evidence(project) else todo, evidence)
    return met(evidence, f"it rejects rows: {shortened(ids(project, tests))}")


def passes_quality_gate(project: Project, _: Segment) -> Verdict:
    """Assess whether the pipeline stops a bad model, and the last one passed."""
    return _at_least_half(gate_verdict(project))


def has_complete_card(project: Project, _: Segment) -> Verdict:
    """Assess whether the model card is complete, with the metrics of the last run."""
    path = next((name for name in CARDS if (project.root / name).is_file()), "")
    if not path:
        todo = "write one: the model's purpose, its data, its metrics, its limits, its maintainer"
        return missing(todo, "no MODEL_CARD.md")
    text = (project.root / path).read_text(encoding="utf-8", errors="replace")
    if empty := list(_empty(sections(text))):
        places = [f"{path}:{section.line} {section.title} is empty" for section in empty[:SHOWN]]
        return missing(f"fill in {path}", *places)
    if found := re.search(r"to be (?:named|written|filled in|done)|\bTODO\b|\bTBD\b", text):
        line = text.count("\n", 0, found.start()) + 1
        return missing(f"fill in {path}:{line}", f"{path}:{line} still has the placeholder '{found[0]}'")
    if fault := measured_fault(project):
        return missing(fault)
    return _with_metrics(project, path, text)


def _empty(found: tuple[Section, ...]) -> Iterator[Section]:
    """Yield the sections without content, except the title's and those that `card` fills with metrics."""
    for section in found[1:] if len(found) > 1 else found:
        generated = re.search(r"metric|result|quality", section.title, re.IGNORECASE)
        if not section.has_content and not generated:
            yield section


def _with_metrics(project: Project, path: str, text: str) -> Verdict:
    """Compare the numbers in a card with those of the last run, to the digits that the card has."""
    measured = project.measured
    wrong = [name for name, value in measured.values if not _states(text, name, value)]
    if wrong:
        todo = _card_command(project.root)
        return missing(todo, f"{path} does not state {shortened(wrong)} as in {measured.path}")
    return met(f"{path} states the {len(measured.values)} metrics of {measured.path}")


def _states(text: str, name: str, value: float) -> bool:
    """Return whether a line has both a metric's name and its value, perhaps rounded."""
    lines = [line for line in text.splitlines() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line)]
    return any(
        _is_rounded(number, value)
        for line in lines
        for number in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", line.replace(name, ""))
    )


def _is_rounded(number: str, value: float) -> bool:
    digits = len(number.partition(".")[2].partition("e")[0])
    if digits:
        return abs(float(number) - value) <= ROUNDING * 10.0**-digits  # the unit of the last digit
    return float(number) == value


def _card_command(root: Path) -> str:
    found = sorted((root / "src").glob("*/__main__.py"))
    package = found[0].parent.name if found else ""
    return f"update it: python -m {package} card" if package else "write the metrics of the last run into it"


CONDITIONS = (
    Condition("runs", "each notebook ran from top to bottom", notebooks_ran),
    Condition("no-secrets", "no secret is in code or outputs", has_no_secrets),
    Condition("check", "mlscaffold check has no findings", passes_check),
    Condition("seeded", "randomness has a seed; for code, a test shows it", is_seeded),
    Condition(
        "metrics", "a run of the current code measured the model, and it meets the thresholds", has_metrics
    ),
    Condition("tests", "all tests ran on the current code and passed", passes_tests, of_files=False),
    Condition(
        "contract", "training and serving call one contract on the data", shares_contract, of_files=False
    ),
    Condition(
        "quality-gate", "a run stops if the model is not good enough", passes_quality_gate, of_files=False
    ),
    Condition(
        "model-card",
        "the model card is complete, with the last run's metrics",
        has_complete_card,
        of_files=False,
    ),
)
