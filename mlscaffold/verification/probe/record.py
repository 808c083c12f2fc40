"""Records inputs and outputs of the stages of a project on a small sample, for its tests.

It runs everything twice, in two processes with different hash seeds: what they do not agree on is not recorded.
The project's own `tests/recorded_values.py` describes the values, so that its tests read what is written here.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import BOOT, FOLDER
from .fork import Fork
from .merge_calls import merge_calls
from .stable_values import stable

Stages = list[dict[str, Any]]

LIMITS = {
    # Generous: a test left out for its time in one hardening and not in the next is worse than a slow one.
    "seconds": 12.0,  # of one stage
    "all_seconds": 24.0,  # of all tests together: people run them before each commit
    "run_seconds": 12.0,  # of the whole pipeline: its test doubles the time of the others
    "timeout": 60,  # seconds after which a stage is interrupted: five times the limit, for machines that are busy
    "bytes": 1_000_000,  # of all recordings: git and its diffs stay quick
    "recorded": 450_000,  # of the recorded values: the project's own hook lets no file over 500 KB pass
    "whole": 300_000,  # bytes of data that are stored whole: a few thousand rows, which the stages read in no time
    "input": 8_000,  # characters of a stored input: about 100 lines of JSON; a larger one comes from its stage
}
SLOW = "it takes too long"
LEFT_OUT = "left out"
"""The key of the outputs of the stages that no test runs; no stage has a space in its name."""
LATER = 34_567_890  # seconds by which the second run's clock is ahead: another hour, day, month and year


def main(spec: dict[str, Any]) -> None:
    """Write `sample/`, `recorded.json` and `facts.json` to a folder.

    Args:
        spec: `project` (its folder), `package` (its import package), `out` (folder to write to) and `limits`
            (those that replace the ones of LIMITS).
    """
    out = Path(spec["out"]).resolve()
    limits = {**LIMITS, **spec.get("limits", {})}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        folders = [Path(scratch, str(seed)) for seed in (0, 1)]
        runs = [
            _start({**spec, "limits": limits, "out": str(folder), "later": seed * LATER}, seed)
            for seed, folder in enumerate(folders)
        ]
        try:
            results = [_finish(run, folder) for run, folder in zip(runs, folders)]
        finally:
            for run in runs:
                run.kill()
        errors = [result["error"] for result in results if "error" in result]
        if errors:
            facts = {"stages": [], "run": None, "left_out": errors[:1]}
            (out / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
            return
        shutil.copytree(folders[0] / "sample", out / "sample", dirs_exist_ok=True)
    _write(spec, out, results, limits)


def _start(spec: dict[str, Any], seed: int) -> subprocess.Popen[bytes] | Fork:
    """Start a run in a process of its own, with its own hash seed; a fork has the seed and the libraries of this one."""
    out = Path(spec["out"])
    out.mkdir(parents=True)
    if sys.platform == "linux" and os.environ.get("PYTHONHASHSEED") == str(seed):
        return Fork(lambda: importlib.import_module(".record_once", __package__).main(spec), out / "errors")
    (out / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    command = [sys.executable, "-c", BOOT, str(FOLDER), "record_once", str(out / "spec.json")]
    variables = {"PYTHONHASHSEED": str(seed), "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1"}
    with (out / "errors").open("wb") as errors:
        return subprocess.Popen(
            command,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )


def _finish(process: subprocess.Popen[bytes] | Fork, out: Path) -> dict[str, Any]:
    process.wait()
    observed = out / "observed.json"
    if process.returncode or not observed.exists():
        errors = (out / "errors").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return {
            "error": f"Nothing was recorded: {errors[-1].partition(':')[0] if errors else 'the run crashed'}."
        }
    found: dict[str, Any] = json.loads(observed.read_text(encoding="utf-8"))
    return found


def _write(spec: dict[str, Any], out: Path, results: list[dict[str, Any]], limits: dict[str, Any]) -> None:
    """Write what both runs agree on, within the limit of size."""
    sys.path.insert(0, str(Path(spec["project"], "tests")))
    values = importlib.import_module("recorded_values")
    first, second = results
    whole = sum(fastest(first["stages"], second["stages"]).values())
    both = first["run"] and second["run"] and whole <= limits["run_seconds"]
    if not both and not first["left_out"]:
        first["left_out"] = second["left_out"] or [f"The whole run is not tested: {SLOW}."]
    rest = limits["all_seconds"] - (whole if both else 0.0)

    def common(one: Any, other: Any) -> Any:
        return stable(one, other, values.difference)

    found = merge(first["stages"], second["stages"], limits["seconds"], rest, common)
    sampled = [file for file in sorted((out / "sample").rglob("*")) if file.is_file()]
    room = _Room(min(limits["recorded"], limits["bytes"] - sum(file.stat().st_size for file in sampled)))
    kept = {key: found.pop(key) for key in (LEFT_OUT,) if key in found}
    for stage in first["stages"]:
        if stage["name"] in found:
            if room.holds(found[stage["name"]]):
                kept[stage["name"]] = found[stage["name"]]
            else:
                leave_out(stage, "its outputs are too large to record")
    first["calls"], others = merge_calls(first.get("calls", []), second.get("calls", []))
    for fact in first["calls"]:
        if fact["file"] in others and room.holds(others[fact["file"]]):
            kept[fact["file"]] = others[fact["file"]]
        elif fact["file"] in others:
            fact["tests"], fact["why"] = [], "its values are too large to record"
    first["run"] = common(first["run"], second["run"]) if both else None
    rows, again = first.pop("raw_rows", None), second.get("raw_rows")
    first["raw_rows"] = bool(both and rows and again and room.holds(rows))
    if first["raw_rows"] and rows and again:
        first["trained"] = rows["trained"]
        kept["raw_rows"] = {"outputs": common(rows["outputs"], again["outputs"])}
    (out / "recorded.json").write_text(values.to_text(kept) + "\n", encoding="utf-8")
    (out / "facts.json").write_text(values.to_text(first) + "\n", encoding="utf-8")


class _Room:
    """The bytes that recordings may still take."""

    def __init__(self, size: float) -> None:
        self.left = size

    def holds(self, recording: Any) -> bool:
        """Take the bytes of a recording, and return whether there are as many."""
        size = len(json.dumps(recording))
        fits = size <= self.left
        self.left -= size if fits else 0
        return fits


def leave_out(stage: dict[str, Any], why: str) -> None:
    """Mark a stage as not tested, and add the reason to its facts."""
    stage["tested"] = False
    stage["left_out"].append(f"`{stage['name']}` is not tested: {why}.")


def fastest(first: Stages, second: Stages) -> dict[str, float]:
    """Return the seconds of each stage by name, from the faster of two runs."""
    others = {stage["name"]: float(stage["seconds"]) for stage in second}
    return {stage["name"]: min(float(stage["seconds"]), others[stage["name"]]) for stage in first}


def merge(
    first: Stages, second: Stages, longest: float, seconds: float, stable: Callable[[Any, Any], Any]
) -> dict[str, Any]:
    """Return the recording of each stage by name, and complete its facts in `first`.

    Args:
        first: the stages as one run observed them.
        second: the same of the other run.
        longest: seconds that one stage may take.
        seconds: seconds that the tests of all stages may take.
        stable: returns a description with a mark in place of what another one has differently.

    Returns:
        The recordings; `LEFT_OUT` has the outputs of the stages that no test runs.
    """
    twins = {stage["name"]: stage for stage in second}
    seconds_of = fastest(first, second)
    for stage in first:
        _merge_facts(stage, twins[stage["name"]], seconds_of[stage["name"]], longest)
    _leave_out_slow(first, seconds)
    recordings: dict[str, Any] = {}
    unfit: dict[str, Any] = {}
    for stage in first:
        name, recorded, kept = stage["name"], stage.pop("recorded", None), stage.pop("kept", {})
        lost = [one for key, one in stage["needs"].items() if one in unfit and key not in unfit[one]]
        if lost and stage["tested"]:
            leave_out(stage, f"it depends on `{lost[0]}`")
        if not stage["tested"]:
            unfit[name] = {} if lost else kept
            continue
        recordings[name] = {part: stable(recorded[part], twins[name]["recorded"][part]) for part in recorded}
        outputs = recordings[name]["outputs"]
        stage["varies"] = [key for key, value in outputs.items() if value != recorded["outputs"][key]]
    return {**({LEFT_OUT: unfit} if unfit else {}), **recordings}


def _merge_facts(stage: dict[str, Any], twin: dict[str, Any], seconds: float, longest: float) -> None:
    """Keep the facts of a stage that both runs agree on."""
    if stage["tested"] and not twin["tested"]:
        stage["left_out"] += twin["left_out"]
    stage["tested"] = stage["tested"] and twin["tested"]
    stage["seconds"] = seconds
    if stage["tested"] and seconds > longest:
        leave_out(stage, SLOW)
    stage["kept"] = {
        name: node for name, node in stage.get("kept", {}).items() if twin.get("kept", {}).get(name) == node
    }


def _leave_out_slow(stages: Stages, seconds: float) -> None:
    """Leave out the slowest stages until the tests of all together are fast."""
    while sum(_cost(stage) for stage in stages) > seconds:
        leave_out(max(stages, key=_cost), "the tests would take too long")


def _cost(stage: dict[str, Any]) -> float:
    """Return the seconds of a stage in the tests: its results are kept, so that it runs once."""
    return float(stage["seconds"]) if stage["tested"] else 0.0
