"""Puts two runs of the stages together: what they agree on, within limits of time and room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Stages = list[dict[str, Any]]


def fastest(first: Stages, second: Stages) -> dict[str, float]:
    """Return the seconds that each stage took, by its name: those of the faster of two runs."""
    others = {stage["name"]: float(stage["seconds"]) for stage in second}
    return {stage["name"]: min(float(stage["seconds"]), others[stage["name"]]) for stage in first}


def merge(
    first: Stages, second: Stages, longest: float, seconds: float, agreed: Callable[[Any, Any], Any]
) -> dict[str, Any]:
    """Return what is recorded of each stage, by name; its facts in `first` are completed.

    Args:
        first: the stages as one run has seen them.
        second: the same of the other run.
        longest: seconds that one stage may take.
        seconds: what the tests of all stages may take.
        agreed: returns a description with a mark in place of what another one has differently.
    """
    twins = {stage["name"]: stage for stage in second}
    seconds_of = fastest(first, second)
    for stage in first:
        twin = twins[stage["name"]]
        if stage["tested"] and not twin["tested"]:
            stage["left_out"] += twin["left_out"]
        stage["tested"] = stage["tested"] and twin["tested"]
        stage["seconds"] = seconds_of[stage["name"]]
        if stage["tested"] and stage["seconds"] > longest:
            stage["tested"] = False
            stage["left_out"].append(f"`{stage['name']}` is not tested: it takes too long.")
        stage["random"] = stage["random"] and twin["random"]
        stage["changed"] = [name for name in stage["changed"] if name in twin["changed"]]
        stage["unchanged"] = [name for name in stage["unchanged"] if name in twin["unchanged"]]
    _leave_out_slow(first, seconds)
    kept: dict[str, Any] = {}
    originals: dict[str, Any] = {}
    for stage in first:
        told = stage.pop("recorded", None)
        if not stage["tested"]:
            continue
        gone = _inputs(told, kept, originals)
        if gone:
            stage["tested"] = False
            stage["left_out"].append(f"`{stage['name']}` is not tested: it needs what `{gone}` gives.")
            continue
        both = {
            part: agreed(told[part], twins[stage["name"]]["recorded"][part]) for part in ("outputs", "shown")
        }
        stage["deterministic"] = all(both[part] == told[part] for part in both)
        stage["varies"] = [name for name, value in both["outputs"].items() if value != told["outputs"][name]]
        originals[stage["name"]] = told["outputs"]
        kept[stage["name"]] = {**told, **both}
    return kept


def _leave_out_slow(stages: Stages, seconds: float) -> None:
    """Let the slowest stages not be repeated, then leave them out, until the tests of all together are fast."""
    while sum(_cost(stage) for stage in stages) > seconds:
        slowest = max(stages, key=_cost)
        if slowest["random"] and not slowest.get("once"):
            slowest["once"] = True
            continue
        slowest["tested"] = False
        slowest["left_out"].append(f"`{slowest['name']}` is not tested: the tests would take too long.")


def _cost(stage: dict[str, Any]) -> float:
    """Return the seconds of a stage in the tests: what it leaves is kept, so only the seed's test runs it again."""
    calls = 2 if stage["random"] and not stage.get("once") else 1
    return float(stage["seconds"]) * calls if stage["tested"] else 0.0


def _inputs(told: dict[str, Any], kept: dict[str, Any], originals: dict[str, Any]) -> str:
    """Store those arguments that a recorded stage does not give twice the same; return who is missing, if any."""
    for name, how in told["inputs"].items():
        giver = how["from"]
        if "value" in how:
            continue
        if giver not in kept:
            return str(giver)
        if how.get("recorded") and kept[giver]["outputs"][name] != originals[giver][name]:
            how.pop("recorded")
            how["value"] = originals[giver][name]
    return next((str(name) for name in told.get("follows", ()) if name not in kept), "")
