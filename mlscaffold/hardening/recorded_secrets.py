"""Leaves out of a recording what holds secrets: a value that is not recorded has no test, and the reports say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mlscaffold.plan import PlannedFile

RECORDED, SAMPLE = "tests/recorded/", "tests/sample/"
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
    unfit = {file.path for file in files if holds_secret(file.content.decode("utf-8", "replace"))}
    recorded = {_name(file): file for file in files if file.path.startswith(RECORDED)}
    no_sample = any(path.startswith(SAMPLE) for path in unfit)
    names = [stage["name"] for stage in facts["stages"]]
    held = {stage["name"] for stage in facts["stages"] if no_sample or holds_secret(json.dumps(stage))}
    held |= {name for name in names if name in recorded and recorded[name].path in unfit}
    dependent = set(_dependent(names, held, recorded))
    whys = {**dict.fromkeys(dependent, "it depends on values that hold a secret"), **dict.fromkeys(held, WHY)}
    calls = [_call(fact, unfit, no_sample, holds_secret) for fact in facts.get("calls", ())]
    run = facts["run"] if not no_sample and not holds_secret(json.dumps(facts["run"])) else None
    dropped = {*unfit, *(recorded[name].path for name in whys if name in recorded)}
    left_out = (
        [*facts["left_out"]]
        if run == facts["run"]
        else [*facts["left_out"], f"The whole run is not tested: {WHY}."]
    )
    stages = [_stage(stage, whys.get(stage["name"], "")) for stage in facts["stages"]]
    kept = tuple(file for file in files if file.path not in dropped)
    return {**facts, "stages": stages, "calls": calls, "run": run, "left_out": left_out}, kept


def _name(file: PlannedFile) -> str:
    return file.path.removeprefix(RECORDED).removesuffix(".json")


def _dependent(names: Sequence[str], held: set[str], recorded: Mapping[str, PlannedFile]) -> Iterator[str]:
    """Yield the stages whose recorded inputs come from stages that are not recorded, in the order of the run."""
    missing = set(held)
    for name in names:
        if name not in missing and name in recorded:
            found = json.loads(recorded[name].content)
            sources = {one.get("from") for one in found.get("inputs", {}).values() if "value" not in one}
            if missing & (sources | set(found.get("follows", ()))):
                missing.add(name)
                yield name


def _stage(stage: Mapping[str, Any], why: str) -> dict[str, Any]:
    """Return the facts of a stage; of one with secrets only its name is kept."""
    if not why:
        return dict(stage)
    sentence = f"`{stage['name']}` is not tested: {why}."
    was_tested = [sentence] if stage["tested"] else []
    return {"name": stage["name"], "module": stage["module"], "tested": False, "left_out": was_tested}


def _call(
    fact: Mapping[str, Any], unfit: set[str], no_sample: bool, holds_secret: Callable[[str], bool]
) -> dict[str, Any]:
    """Return the facts of a function's calls, without any if they hold secrets."""
    in_file = f"{RECORDED}{fact.get('file')}.json" in unfit
    if fact["why"] or not (no_sample or in_file or holds_secret(json.dumps(fact))):
        return dict(fact)
    return {"name": fact["name"], "module": fact["module"], "file": fact.get("file"), "tests": [], "why": WHY}
