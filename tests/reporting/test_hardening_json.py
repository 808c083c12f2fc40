from __future__ import annotations

import json

import pytest

from mlscaffold.reporting.hardening_json import as_json
from tests.reporting.small import BUYERS, hardened


@pytest.fixture(scope="module")
def report() -> dict:
    return as_json(hardened(*BUYERS), "out")


def test_json_has_everything(report: dict) -> None:
    assert json.loads(json.dumps(report)) == report


def test_stages_have_their_interfaces(report: dict) -> None:
    first = report["stages"][0]
    assert (first["name"], first["module"], first["outputs"]) == ("load_people", "data", ["df"])
    assert "people_csv" in first["settings"]


def test_cells_changes_settings_and_files_are_there(report: dict) -> None:
    assert [row["cell"] for row in report["cells"]] == list(range(1, 13))
    assert {change["kind"] for change in report["changes"]} == {"dropped", "rewritten", "aside"}
    assert {"name": "test_size", "type": "float", "default": 0.25, "from": "cell 9"} in report["settings"]
    assert [file["place"] for file in report["files"]["missing"]] == ["data/people.csv"]
    assert any(remark["place"] == "data/people.csv" for remark in report["look"])


def test_without_a_run_nothing_is_proven(report: dict) -> None:
    assert report["proven"] is False
