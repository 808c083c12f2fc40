"""The record of the tests: the newest file, one outcome for each test, and whether the code is younger."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlscaffold.scoring.junit_record import Record, read_record
from tests.scoring.small import AGO, junit, write

CASES = {
    "tests.test_a.test_one": "passed",
    "tests.test_a.test_two[x]": "passed",
    "tests.test_b.TestB.test_it": "failed",
}


def test_no_file_is_no_record(tmp_path: Path) -> None:
    assert read_record(tmp_path, "", []) == Record()
    assert not Record().is_current


def test_outcomes_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"outputs/tests.xml": junit(CASES)})
    record = read_record(tmp_path, "", [])
    assert record.cases == (2, 1, 0)
    assert record.passed == {"tests.test_a.test_one", "tests.test_a.test_two"}


@pytest.mark.parametrize(
    ("hows", "how"),
    [
        pytest.param(("passed", "failed"), "failed", id="one case failed"),
        pytest.param(("passed", "skipped"), "passed", id="one case was skipped"),
        pytest.param(("skipped", "skipped"), "skipped", id="all cases were skipped"),
    ],
)
def test_a_test_has_the_outcome_of_its_worst_case(tmp_path: Path, hows: tuple[str, str], how: str) -> None:
    write(tmp_path, {"junit.xml": junit({f"tests.test_a.test_it[{n}]": one for n, one in enumerate(hows)})})
    assert read_record(tmp_path, "", []).outcomes == (("tests.test_a.test_it", how),)


@pytest.mark.parametrize(("later", "stale"), [(-10, ""), (10, "src/a.py")])
def test_code_that_is_younger_makes_a_record_old(tmp_path: Path, later: float, stale: str) -> None:
    write(tmp_path, {"outputs/tests.xml": junit(CASES), "src/a.py": ""})
    os.utime(tmp_path / "src/a.py", (AGO, AGO + 5000 + later))
    record = read_record(tmp_path, "", ["src/a.py", "src/gone.py"])
    assert (record.stale, record.is_current, bool(record.passed)) == (stale, not stale, not stale)


def test_a_broken_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"outputs/tests.xml": "<testsuites>"})
    record = read_record(tmp_path, "", [])
    assert record.fault.startswith("outputs/tests.xml cannot be read")
    assert not record.is_current


def test_the_newest_record_counts_unless_the_settings_name_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"junit.xml": junit({}), "outputs/tests.xml": junit(CASES), "ci/a.xml": junit({"a.b": "skipped"})},
    )
    os.utime(tmp_path / "junit.xml", (AGO, AGO))
    assert read_record(tmp_path, "", []).path == "outputs/tests.xml"
    assert read_record(tmp_path, "ci/a.xml", []).cases == (0, 0, 1)


def test_a_record_without_a_time_is_as_old_as_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"junit.xml": '<testsuite><testcase classname="a" name="b"/></testsuite>'})
    os.utime(tmp_path / "junit.xml", (AGO, AGO))
    assert read_record(tmp_path, "", []).when == AGO
