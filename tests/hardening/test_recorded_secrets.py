"""What holds secrets is not recorded, and neither is what depends on it."""

from __future__ import annotations

import json
from typing import Any

from mlscaffold.hardening.recorded_secrets import without_secrets
from mlscaffold.plan import PlannedFile

SECRET = "q7Rz2LxP9vT4mWc8"


def stage(name: str, text: str = "") -> dict[str, Any]:
    return {"name": name, "module": "data", "tested": True, "left_out": [], "values": text}


def recorded(name: str, text: str = "", source: str = "") -> PlannedFile:
    inputs = {"x": {"from": source}} if source else {}
    content = json.dumps({"inputs": inputs, "outputs": text})
    return PlannedFile(f"tests/recorded/{name}.json", content.encode())


def run(stages: list[dict[str, Any]], *files: PlannedFile, **more: Any) -> tuple[dict[str, Any], list[str]]:
    facts = {"stages": stages, "run": {"values": {}}, "left_out": [], "calls": [], **more}
    found, kept = without_secrets(facts, files, lambda text: SECRET in text)
    assert SECRET not in json.dumps(found)
    return found, [file.path for file in kept]


def with_tests(facts: dict[str, Any]) -> list[str]:
    return [one["name"] for one in facts["stages"] if one["tested"]]


def test_a_recording_without_secrets_stays() -> None:
    stages = [stage("load"), stage("fit")]
    found, kept = run(stages, recorded("load"), recorded("fit", source="load"))
    assert (found["stages"], kept) == (stages, ["tests/recorded/load.json", "tests/recorded/fit.json"])
    assert found["run"] == {"values": {}}


def test_a_stage_that_gives_a_secret_is_left_out_and_what_needs_it() -> None:
    files = (recorded("load", SECRET), recorded("fit", source="load"), recorded("plot"))
    found, kept = run([stage("load"), stage("fit"), stage("plot")], *files)
    assert (with_tests(found), kept) == (["plot"], ["tests/recorded/plot.json"])
    assert [text for one in found["stages"] for text in one["left_out"]] == [
        "`load` is not tested: its values hold a secret.",
        "`fit` is not tested: it depends on values that hold a secret.",
    ]


def test_facts_with_a_secret() -> None:
    found, _ = run([stage("load", SECRET)], run={"values": {"x": SECRET}})
    assert (with_tests(found), found["run"]) == ([], None)
    assert found["left_out"] == ["The whole run is not tested: its values hold a secret."]


def test_calls_with_a_secret() -> None:
    calls = [
        {"name": name, "module": "m", "file": name, "tests": [text], "why": ""}
        for name, text in (("f", SECRET), ("g", "1"))
    ]
    found, _ = run([], calls=calls)
    assert [(one["name"], len(one["tests"]), one["why"]) for one in found["calls"]] == [
        ("f", 0, "its values hold a secret"),
        ("g", 1, ""),
    ]


def test_a_sample_with_a_secret_leaves_no_test() -> None:
    found, kept = run([stage("load")], PlannedFile("tests/sample/a.csv", SECRET.encode()), recorded("load"))
    assert (with_tests(found), found["run"], kept) == ([], None, [])
