"""Leaves out of a recording what holds secrets: a value that is not recorded has no test, and the reports say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template import RECORDED

SAMPLE = "tests/sample/"
WHY = "its values hold a secret"


def without_secrets(
    facts: Mapping[str, Any], files: Sequence[PlannedFile], holds_secret: Callable[[str], bool]
) -> tuple[dict[str, Any], tuple[PlannedFile, ...]]:
    """Return the facts and files of a recording without the stages, calls and runs whose values hold secrets.

    Args:
        facts: the content of facts.json, which `verification/probe/record.py` writes.
        files: the recorded values and the sample of the data, as files of the project.
        holds_secret: returns whether a text holds a secret.
    """
    unfit = {file.path for file in files if file.path.startswith(SAMPLE) and holds_secret(_text(file))}
    recorded = {
        name: one for file in files if file.path == RECORDED for name, one in json.loads(_text(file)).items()
    }
    secret = {name for name, one in recorded.items() if unfit or holds_secret(json.dumps(one))}
    stages = [
        _stage(stage, bool(unfit) or stage["name"] in secret or holds_secret(json.dumps(stage)))
        for stage in facts["stages"]
    ]
    secret |= {stage["name"] for stage in stages if not stage["tested"]}
    calls = [
        _call(fact, bool(unfit) or fact.get("file") in secret or holds_secret(json.dumps(fact)))
        for fact in facts.get("calls", ())
    ]
    run = None if unfit or holds_secret(json.dumps(facts["run"])) else facts["run"]
    added = [] if run == facts["run"] else [f"The whole run is not tested: {WHY}."]
    raw_rows = facts.get("raw_rows", False) and "raw_rows" not in secret
    kept = [_without(file, secret) for file in files if file.path not in unfit]
    found = {"stages": stages, "calls": calls, "run": run, "raw_rows": raw_rows}
    return {**facts, **found, "left_out": [*facts["left_out"], *added]}, tuple(kept)


def _text(file: PlannedFile) -> str:
    return file.content.decode("utf-8", "replace")


def _without(file: PlannedFile, secret: set[str]) -> PlannedFile:
    """Return a file of the recording without the values of some stages and functions."""
    recorded = json.loads(_text(file)) if file.path == RECORDED else {}
    if not secret & recorded.keys():
        return file
    kept = {name: one for name, one in recorded.items() if name not in secret}
    return replace(file, content=(json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())


def _stage(stage: Mapping[str, Any], is_secret: bool) -> dict[str, Any]:
    """Return the facts of a stage; of one with secrets only its name is kept."""
    if not is_secret:
        return dict(stage)
    was_tested = [f"`{stage['name']}` is not tested: {WHY}."] if stage["tested"] else []
    return {"name": stage["name"], "module": stage["module"], "tested": False, "left_out": was_tested}


def _call(fact: Mapping[str, Any], is_secret: bool) -> dict[str, Any]:
    """Return the facts of a function's calls, without any if they hold secrets."""
    if fact["why"] or not is_secret:
        return dict(fact)
    return {"name": fact["name"], "module": fact["module"], "file": fact.get("file"), "tests": [], "why": WHY}
