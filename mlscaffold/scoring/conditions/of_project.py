"""Conditions on the whole project: tests, contract, quality gate, model card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mlscaffold.scoring.assessment import Verdict, lacks, met, shortened
from mlscaffold.scoring.conditions.condition import Condition
from mlscaffold.scoring.document_sections import Section, sections
from mlscaffold.scoring.gate import gate_verdict, measured_fault
from mlscaffold.scoring.held_data import in_both, missing, places_of, refusals
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.score_settings import Segment
from mlscaffold.scoring.tested import RUN_TESTS, ids, silence

CARDS = ("MODEL_CARD.md", "model_card.md", "docs/MODEL_CARD.md", "docs/model_card.md", "docs/model-card.md")


def tests_passed(project: Project, _: Segment) -> Verdict:
    """Assess whether all tests ran on today's code and passed."""
    if not project.tests:
        return lacks("write tests, and run them with pytest", "there are no tests")
    if quiet := silence(project):
        return lacks(RUN_TESTS, quiet)
    record = project.record
    failed = [name for name, outcome in record.outcomes if outcome == "failed"]
    if failed:
        return lacks("fix them", f"failed {record.date}: {shortened(failed)}")
    known = dict(record.outcomes)
    absent = [test.id for test in project.tests if test.key not in known]
    if absent:
        return lacks(RUN_TESTS, f"not in the run of {record.date}: {shortened(absent)}")
    passed, skipped = record.cases[0], record.cases[2]
    if not project.passed:
        return lacks(RUN_TESTS, f"no test of the project passed, {record.date}")
    return met(f"{passed} passed, {skipped} skipped, {record.date} ({record.path})")


def contract(project: Project, _: Segment) -> Verdict:
    """Assess whether training and serving call one contract, and a test shows that it refuses rows."""
    found = in_both(project)
    if not found:
        what, todo = missing(project)
        return lacks(todo, what)
    refusing = refusals(project, found)
    called = f"training and serving call {places_of(found)}"
    if not refusing:
        todo = "write a test in which the contract refuses a wrong row (pytest.raises)"
        return lacks(RUN_TESTS if silence(project) else todo, called)
    return met(called, f"it refuses rows: {shortened(ids(project, refusing))}")


def quality_gate(project: Project, _: Segment) -> Verdict:
    """Assess whether the pipeline stops a bad model, and the last one passed."""
    found = gate_verdict(project)
    return met(*found.evidence) if found.points else found


def model_card(project: Project, _: Segment) -> Verdict:
    """Assess whether the model card is complete, with the metrics of the last run."""
    path = next((name for name in CARDS if (project.root / name).is_file()), "")
    if not path:
        return lacks(
            "write one: what the model is for, its data, its metrics, its limits, its owner",
            "no MODEL_CARD.md",
        )
    text = (project.root / path).read_text(encoding="utf-8", errors="replace")
    if empty := list(_empty(sections(text))):
        return lacks(f"fill in {path}", *(f"{path}:{one.line} {one.title} is empty" for one in empty[:3]))
    if named := re.search(r"to be (?:named|written|filled in|done)|\bTODO\b|\bTBD\b", text):
        line = text.count("\n", 0, named.start()) + 1
        return lacks(f"fill in {path}:{line}", f"it still says '{named[0]}'")
    if fault := measured_fault(project):
        return lacks(fault)
    return _with_metrics(project, path, text)


def _empty(found: tuple[Section, ...]) -> Iterator[Section]:
    parts = found[1:] if len(found) > 1 else found
    return (
        one
        for one in parts
        if not one.says and not re.search(r"metric|result|quality", one.title, re.IGNORECASE)
    )


def _with_metrics(project: Project, path: str, text: str) -> Verdict:
    """Compare the numbers in a card with those of the last run, to the digits that the card has."""
    wrong = [name for name, value in project.measured.values if not _tells(text, name, value)]
    if wrong:
        update = _card_command(project.root)
        return lacks(update, f"{path} does not state {shortened(wrong)} as in {project.measured.path}")
    return met(f"{path} states the {len(project.measured.values)} metrics of {project.measured.path}")


def _tells(text: str, name: str, value: float) -> bool:
    for line in text.splitlines():
        if re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", line):
            for number in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", line.replace(name, "")):
                digits = len(number.partition(".")[2].partition("e")[0])
                if digits and abs(float(number) - value) <= 0.5000001 * 10**-digits:
                    return True
                if not digits and float(number) == value:
                    return True
    return False


def _card_command(root: Path) -> str:
    found = sorted((root / "src").glob("*/__main__.py"))
    package = found[0].parent.name if found else ""
    return f"update it: python -m {package} card" if package else "write the metrics of the last run into it"


CONDITIONS = (
    Condition("tests", "all tests ran on today's code and passed", tests_passed, of_files=False),
    Condition("contract", "training and serving call one contract on the data", contract, of_files=False),
    Condition("quality-gate", "a run stops if the model is not good enough", quality_gate, of_files=False),
    Condition(
        "model-card",
        "the model card is filled in, with the metrics of the last run",
        model_card,
        of_files=False,
    ),
)
