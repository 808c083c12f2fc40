from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.output import render
from mlscaffold.linting.output.raw import of_text
from mlscaffold.linting.output.summary import Summary
from mlscaffold.linting.output.text import statistics
from tests.linting.project import notebook, write

IN_CELL = Finding("n/a b.ipynb", "MLS101", "ran first: 50 %", 2, 3, 5, 3, 9, "error", "")
IN_FILE = Finding("src/x,y.py", "F401", "unused", 0, 7, 1, 7, 4, "warning", "warnings-filter")
WHOLE = Finding("c.ipynb", "MLS001", "empty", 0, 1, 1, 1, 1, "error", "")
TOLD = Summary((IN_CELL, IN_FILE, WHOLE), 5, answered=2)


def test_text_is_a_line_for_each_and_a_summary() -> None:
    assert render(TOLD, "text").split("\n") == [
        "n/a b.ipynb:2:3:5: MLS101 ran first: 50 %",
        "src/x,y.py:7:1: F401 unused",
        "c.ipynb:0:1:1: MLS001 empty",
        "2 errors, 1 warning in 3 of 5 files; a machine can mend 1 with --fix; 2 findings in the baseline",
    ]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        pytest.param(Summary((), 1), "nothing found in 1 file", id="clean"),
        pytest.param(
            Summary((), 3, 1), "nothing found in 3 files; 1 finding in the baseline", id="all are known"
        ),
        pytest.param(
            Summary((IN_FILE, IN_FILE._replace(fix="random-state")), 1),
            "2 warnings in 1 of 1 file; a machine can mend 1 with --fix, 1 with --unsafe-fixes",
            id="some with a change of results",
        ),
        pytest.param(Summary((IN_FILE._replace(fix=""),), 1), "1 warning in 1 of 1 file", id="no errors"),
    ],
)
def test_summary_says_what_there_is(told: Summary, text: str) -> None:
    assert render(told, "text").split("\n")[-1] == text


def test_statistics_count_by_rule() -> None:
    told = Summary((IN_FILE, IN_CELL, IN_FILE), 2)
    assert statistics(told, {"F401": "unused-import"}).split("\n")[:2] == [
        "2  F401    unused-import",
        "1  MLS101",
    ]


def test_json_has_the_shape_that_is_documented() -> None:
    whole = json.loads(render(TOLD, "json"))
    assert whole["version"] == 1
    assert whole["summary"] == {
        "files": 5,
        "errors": 2,
        "warnings": 1,
        "mendable": 1,
        "mendable_unsafely": 0,
        "in_baseline": 2,
    }
    assert whole["findings"][0] == {
        "path": "n/a b.ipynb", "code": "MLS101", "message": "ran first: 50 %", "cell": 2, "line": 3, "column": 5,
        "end_line": 3, "end_column": 9, "severity": "error", "fix": None,
    }  # fmt: skip
    assert [one["cell"] for one in whole["findings"]] == [2, None, 0]
    assert whole["findings"][1]["fix"] == "warnings-filter"


def test_github_escapes_what_it_would_read_otherwise() -> None:
    assert render(TOLD, "github").split("\n")[:3] == [
        "::error file=n/a b.ipynb,line=1,title=mlscaffold MLS101::cell 2, line 3: ran first: 50 %25",
        "::warning file=src/x%2Cy.py,line=7,endLine=7,col=1,title=mlscaffold F401::unused",
        "::error file=c.ipynb,line=1,title=mlscaffold MLS001::empty",
    ]


def test_github_names_the_line_of_the_json_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", notebook("x = 1", "# text\n\ny = 2"))
    text = render(Summary((IN_CELL._replace(path=str(path)),), 1), "github")
    number = int(text.split("line=")[1].split(",")[0])
    assert path.read_text().split("\n")[number - 1].strip() == '"y = 2"'


_PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": "^[^ ]+$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": {"type": "integer", "minimum": 1},
                },
            },
        },
        "logicalLocations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {key: {"type": "string"} for key in ("name", "fullyQualifiedName", "kind")},
            },
        },
    },
}
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "message", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": _TEXT,
                                "locations": {"type": "array", "minItems": 1, "items": _PLACE},
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("told", [pytest.param(TOLD, id="findings"), pytest.param(Summary((), 1), id="none")])
def test_sarif_is_valid(told: Summary) -> None:
    jsonschema.validate(json.loads(render(told, "sarif")), SCHEMA)


def test_sarif_names_rules_and_cells() -> None:
    [run] = json.loads(render(TOLD, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == ["MLS101", "F401", "MLS001"]
    assert rules[2]["name"] == "out-of-order-counts"
    [place] = run["results"][0]["locations"]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "cell 2, line 3, column 5"
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 7


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"cells": [{"cell_type": "code", "source": ["a"]}]}', id="all in one line"),
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="no notebook"),
        pytest.param(
            json.dumps({"cells": [{"source": "a\nb", "cell_type": "code"}]}, indent=1), id="text for lines"
        ),
    ],
)
def test_no_line_is_told_where_it_is_not_sure(text: str) -> None:
    assert of_text(text) == {}


def test_lines_of_outputs_are_not_taken_for_source() -> None:
    whole = json.loads(notebook("x", "y\nz"))
    whole["cells"][0]["outputs"] = [{"output_type": "stream", "text": ['  "source": [\n', '"a"\n']}]
    text = json.dumps(whole, indent=1)
    lines = text.split("\n")
    assert {place: lines[number - 1].strip() for place, number in of_text(text).items()} == {
        (1, 1): '"x"',
        (2, 1): '"y\\n",',
        (2, 2): '"z"',
    }
