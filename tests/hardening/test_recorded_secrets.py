"""What holds secrets is not recorded."""

from __future__ import annotations

import json
from typing import Any

from mlscaffold.hardening.recorded_secrets import without_secrets
from mlscaffold.plan import PlannedFile

SECRET = "q7Rz2LxP9vT4mWc8"


def stage(name: str, text: str = "") -> dict[str, Any]:
    return {"name": name, "module": "data", "tested": True, "left_out": [], "values": text}


def recorded(**texts: str) -> PlannedFile:
    content = {name: {"outputs": {"x": text}} for name, text in texts.items()}
    return PlannedFile("tests/recorded.json", json.dumps(content).encode())


def run(stages: list[dict[str, Any]], *files: PlannedFile, **more: Any) -> tuple[dict[str, Any], list[Any]]:
    facts = {"stages": stages, "run": {"values": {}}, "left_out": [], "calls": [], **more}
    found, kept = without_secrets(facts, files, lambda text: SECRET in text)
    assert SECRET not in json.dumps(found)
    assert not any(SECRET in file.content.decode() for file in kept)
    return found, [(file.path, list(json.loads(file.content))) for file in kept]


def with_tests(facts: dict[str, Any]) -> list[str]:
    return [one["name"] for one in facts["stages"] if one["tested"]]


def test_a_recording_without_secrets_stays() -> None:
    stages = [stage("load"), stage("fit")]
    found, kept = run(stages, recorded(load="a", fit="b"))
    assert (found["stages"], kept) == (stages, [("tests/recorded.json", ["load", "fit"])])
    assert found["run"] == {"values": {}}


def test_a_stage_that_gives_a_secret_is_left_out() -> None:
    found, kept = run(
        [stage("load"), stage("plot")], recorded(load=SECRET, plot="a", raw_rows=SECRET), raw_rows=True
    )
    assert (with_tests(found), kept) == (["plot"], [("tests/recorded.json", ["plot"])])
    assert found["raw_rows"] is False
    assert [text for one in found["stages"] for text in one["left_out"]] == [
        "`load` is not tested: its values hold a secret."
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
    found, kept = run([stage("load")], PlannedFile("tests/sample/a.csv", SECRET.encode()), recorded(load="a"))
    assert (with_tests(found), found["run"], kept) == ([], None, [("tests/recorded.json", [])])
