from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from mlscaffold.linting.check import render
from mlscaffold.linting.ci_output import lines_in_json
from mlscaffold.linting.output import Summary
from tests.linting.project import notebook, write
from tests.linting.test_output import IN_CELL, SUMMARY


def test_github_escapes_special_characters() -> None:
    assert render(SUMMARY, "github").split("\n")[:3] == [
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


@pytest.mark.parametrize(
    "summary", [pytest.param(SUMMARY, id="findings"), pytest.param(Summary((), 1), id="none")]
)
def test_sarif_is_valid(summary: Summary) -> None:
    jsonschema.validate(json.loads(render(summary, "sarif")), SCHEMA)


def test_sarif_names_rules_and_cells() -> None:
    [run] = json.loads(render(SUMMARY, "sarif"))["runs"]
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
            json.dumps({"cells": [{"source": "a\nb", "cell_type": "code"}]}, indent=1),
            id="one string for lines",
        ),
    ],
)
def test_other_layouts_have_no_lines(text: str) -> None:
    assert lines_in_json(text) == {}


def test_lines_of_outputs_are_not_source() -> None:
    notebook_json = json.loads(notebook("x", "y\nz"))
    notebook_json["cells"][0]["outputs"] = [{"output_type": "stream", "text": ['  "source": [\n', '"a"\n']}]
    text = json.dumps(notebook_json, indent=1)
    lines = text.split("\n")
    assert {place: lines[number - 1].strip() for place, number in lines_in_json(text).items()} == {
        (1, 1): '"x"',
        (2, 1): '"y\\n",',
        (2, 2): '"z"',
    }


def test_junit_has_a_failed_test_case_for_each_finding() -> None:
    suite = ElementTree.fromstring(render(SUMMARY, "junit"))
    assert (suite.tag, suite.attrib) == (
        "testsuite",
        {"name": "mlscaffold", "errors": "0", "failures": "3", "tests": "3"},
    )
    first = suite[0]
    assert first.attrib == {
        "classname": "n/a b.ipynb", "name": "MLS101 (cell 2, line 3, column 5)", "time": "0", "file": "n/a b.ipynb",
    }  # fmt: skip
    assert first[0].attrib == {"type": "error", "message": "ran first: 50 %"}
    assert suite[2].get("name") == "MLS001 (line 1, column 1)"


def test_junit_of_a_clean_run_has_a_passed_test_case() -> None:
    suite = ElementTree.fromstring(render(Summary((), 2), "junit"))
    assert suite.get("tests") == "1"
    assert not list(suite[0])


def test_junit_holds_any_text() -> None:
    odd = IN_CELL._replace(message="a < b \x00 \x1b ☃ \ud800", path="<&>.ipynb")
    suite = ElementTree.fromstring(render(Summary((odd,), 1), "junit"))
    assert suite[0][0].get("message") == "a < b \ufffd \ufffd ☃ \ufffd"
