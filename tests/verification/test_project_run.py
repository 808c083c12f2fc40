"""The project's tests: failures are named by file and function, and a run without a report has a reason."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification import project_run
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.sandbox import Ended

REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_steps" name="test_load"/>
<testcase classname="tests.test_steps" name="test_fit[1]"><failure/></testcase>
<testcase classname="tests.test_steps" name="test_fit[2]"><error/></testcase>
<testcase classname="tests.test_steps" name="test_slow"><skipped/></testcase>
</testsuite></testsuites>"""


class FakeSandbox:
    def __init__(self, report: str) -> None:
        self.report = report

    def run(
        self, command: list[str], project: Path, environment: dict[str, str], without: object = ()
    ) -> Ended:
        if self.report:
            project.with_suffix(".xml").write_text(self.report)
        return Ended(1, "Traceback\nNo module named pytest\n")


def run(report: str, project: Path) -> project_run.TestRun:
    sandbox: Any = FakeSandbox(report)
    return project_run.run_tests(sandbox, Environment("python", True), project)


def test_failures_are_named_once(tmp_path: Path) -> None:
    ended = run(REPORT, tmp_path / "project")
    assert (ended.passed, ended.why) == (1, "")
    assert ended.failed == (("tests/test_steps.py", "test_fit"),)


def test_without_a_report_the_last_line_is_the_reason(tmp_path: Path) -> None:
    assert run("", tmp_path / "project").why == "No module named pytest"


LIMIT = Ended(-9, why="It was stopped after 15 seconds (--timeout).")


@pytest.mark.parametrize(
    ("ended", "noted", "failure"),
    [
        (LIMIT, {"stage": ["load", "train"]}, f"{LIMIT.why} Stage train was running."),
        (LIMIT, {}, LIMIT.why),
        (Ended(0), {"stage": ["load"], "finished": [""]}, ""),
        (Ended(0), {"stage": ["load"]}, "The code ended the process, or changed what records its run."),
        (Ended(3, "gone"), {}, "The process ended with status 3: gone"),
    ],
)
def test_a_limit_names_the_stage_that_ran(ended: Ended, noted: dict[str, list[str]], failure: str) -> None:
    notes = defaultdict(list, {what: [{"name": name} for name in names] for what, names in noted.items()})
    assert project_run._failure(notes, ended) == failure
