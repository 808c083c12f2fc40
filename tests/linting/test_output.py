from __future__ import annotations

import json

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.check import render
from mlscaffold.linting.output import Summary, statistics

IN_CELL = Finding("n/a b.ipynb", "MLS101", "ran first: 50 %", 2, 3, 5, 3, 9, "error", "")
IN_FILE = Finding("src/x,y.py", "F401", "unused", 0, 7, 1, 7, 4, "warning", "warnings-filter")
WHOLE = Finding("c.ipynb", "MLS001", "empty", 0, 1, 1, 1, 1, "error", "")
SUMMARY = Summary((IN_CELL, IN_FILE, WHOLE), 5, in_baseline=2)


def test_concise_has_a_line_for_each_finding_and_counts() -> None:
    assert render(SUMMARY, "concise").split("\n") == [
        "n/a b.ipynb:2:3:5: MLS101 ran first: 50 %",
        "src/x,y.py:7:1: F401 unused",
        "c.ipynb:0:1:1: MLS001 empty",
        "2 errors, 1 warning in 3 of 5 files; fixable: 1 with --unsafe-fixes; 2 findings in the baseline",
    ]


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        pytest.param(Summary((), 1), "no findings in 1 file", id="clean"),
        pytest.param(
            Summary((), 3, 1), "no findings in 3 files; 1 finding in the baseline", id="all are known"
        ),
        pytest.param(
            Summary((IN_FILE, IN_FILE._replace(fix="ruff")), 1),
            "2 warnings in 1 of 1 file; fixable: 1 with --fix, 1 with --unsafe-fixes",
            id="some with a change of results",
        ),
        pytest.param(Summary((IN_FILE._replace(fix=""),), 1), "1 warning in 1 of 1 file", id="no errors"),
    ],
)
def test_the_last_line_counts_findings(summary: Summary, text: str) -> None:
    assert render(summary, "concise").split("\n")[-1] == text


def test_statistics_count_by_rule() -> None:
    summary = Summary((IN_FILE, IN_CELL, IN_FILE), 2, names={"F401": "unused-import"})
    assert statistics(summary).split("\n")[:2] == [
        "2  F401    unused-import",
        "1  MLS101",
    ]


def test_json_has_the_shape_that_is_documented() -> None:
    report = json.loads(render(SUMMARY, "json"))
    assert report["version"] == 1
    assert report["summary"] == {
        "files": 5,
        "errors": 2,
        "warnings": 1,
        "fixable": 0,
        "fixable_unsafely": 1,
        "in_baseline": 2,
    }
    assert report["findings"][0] == {
        "path": "n/a b.ipynb", "code": "MLS101", "message": "ran first: 50 %", "cell": 2, "line": 3, "column": 5,
        "end_line": 3, "end_column": 9, "severity": "error", "fix": None,
    }  # fmt: skip
    assert [one["cell"] for one in report["findings"]] == [2, None, 0]
    assert report["findings"][1]["fix"] == "warnings-filter"
