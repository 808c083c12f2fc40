"""Records inputs and outputs of the stages of a project on a small sample, for its tests.

It runs everything twice, in two processes with different hash seeds: what they do not agree on is not recorded.
The project's own `tests/recording` describes the values, so that its tests read what is written here.
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

Stages = list[dict[str, Any]]

LIMITS = {
    # Generous: a test left out for its time in one hardening and not in the next is worse than a slow one.
    "seconds": 12.0,  # of one stage
    "all_seconds": 24.0,  # of all tests together: people run them before each commit
    "run_seconds": 12.0,  # of the whole pipeline: its test doubles the time of the others
    "timeout": 60,  # seconds after which a stage is interrupted: five times the limit, for machines that are busy
    "bytes": 1_000_000,  # of all recordings: git and its diffs stay quick
    "whole": 300_000,  # bytes of data that are stored whole: a few thousand rows, which the stages read in no time
    "input": 8_000,  # characters of a stored input: about 100 lines of JSON; a larger one comes from its stage
}
SLOW = "it takes too long"
LATER = 34_567_890  # seconds by which the second run's clock is ahead: another hour, day, month and year


def main(spec: dict[str, Any]) -> None:
    """Write `sample/`, `recorded/` and `facts.json` to a folder.

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
    stable = importlib.import_module("recording.difference").stable
    to_text = importlib.import_module("recording.text").to_text
    first, second = results
    whole = sum(fastest(first["stages"], second["stages"]).values())
    both = first["run"] and second["run"] and whole <= limits["run_seconds"]
    if not both and not first["left_out"]:
        first["left_out"] = second["left_out"] or [f"The whole run is not tested: {SLOW}."]
    rest = limits["all_seconds"] - (whole if both else 0.0)
    recordings = merge(first["stages"], second["stages"], limits["seconds"], rest, stable)
    sampled = [file for file in sorted((out / "sample").rglob("*")) if file.is_file()]
    left = int(limits["bytes"]) - sum(file.stat().st_size for file in sampled)
    (out / "recorded").mkdir(parents=True, exist_ok=True)
    for stage in first["stages"]:
        if stage["name"] in recordings:
            text = to_text(recordings[stage["name"]]) + "\n"
            left -= len(text.encode())
            if left < 0:  # negative from here on, as later stages may depend on this one
                leave_out(stage, "its outputs are too large to record")
            else:
                (out / "recorded" / f"{stage['name']}.json").write_text(text, encoding="utf-8")
    first["calls"], others = merge_calls(first.get("calls", []), second.get("calls", []))
    for fact in first["calls"]:
        text = to_text(others[fact["file"]]) + "\n" if fact["file"] in others else ""
        left -= len(text.encode())
        if left < 0:
            fact["tests"], fact["why"] = [], "its values are too large to record"
        elif text:
            (out / "recorded" / f"{fact['file']}.json").write_text(text, encoding="utf-8")
    first["run"] = stable(first["run"], second["run"]) if both else None
    rows, again = first.pop("raw_rows", None), second.get("raw_rows")
    first["raw_rows"] = bool(both and rows and again)
    if both and rows and again:
        first["trained"] = rows["trained"]
        recording = {"outputs": stable(rows["outputs"], again["outputs"])}
        (out / "recorded" / "raw_rows.json").write_text(to_text(recording) + "\n", encoding="utf-8")
    (out / "facts.json").write_text(to_text(first) + "\n", encoding="utf-8")


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
    """
    twins = {stage["name"]: stage for stage in second}
    seconds_of = fastest(first, second)
    for stage in first:
        _merge_facts(stage, twins[stage["name"]], seconds_of[stage["name"]], longest)
    _leave_out_slow(first, seconds)
    recordings: dict[str, Any] = {}
    originals: dict[str, Any] = {}
    for stage in first:
        name, recorded = stage["name"], stage.pop("recorded", None)
        if not stage["tested"]:
            continue
        missing = _store_unstable_inputs(recorded, recordings, originals)
        if missing:
            leave_out(stage, f"it depends on `{missing}`")
            continue
        both = {part: stable(recorded[part], twins[name]["recorded"][part]) for part in ("outputs", "shown")}
        stage["deterministic"] = all(both[part] == recorded[part] for part in both)
        stage["varies"] = [key for key, value in both["outputs"].items() if value != recorded["outputs"][key]]
        originals[name] = recorded["outputs"]
        recordings[name] = {**recorded, **both}
    return recordings


def _merge_facts(stage: dict[str, Any], twin: dict[str, Any], seconds: float, longest: float) -> None:
    """Keep the facts of a stage that both runs agree on."""
    if stage["tested"] and not twin["tested"]:
        stage["left_out"] += twin["left_out"]
    stage["tested"] = stage["tested"] and twin["tested"]
    stage["seconds"] = seconds
    if stage["tested"] and seconds > longest:
        leave_out(stage, SLOW)
    stage["random"] = stage["random"] and twin["random"]
    for part in ("changed", "unchanged"):
        stage[part] = [name for name in stage[part] if name in twin[part]]


def _leave_out_slow(stages: Stages, seconds: float) -> None:
    """Do not repeat the slowest stages, then leave them out, until the tests of all together are fast."""
    while sum(_cost(stage) for stage in stages) > seconds:
        slowest = max(stages, key=_cost)
        if slowest["random"] and not slowest.get("once"):
            slowest["once"] = True
            continue
        leave_out(slowest, "the tests would take too long")


def _cost(stage: dict[str, Any]) -> float:
    """Return the seconds of a stage in the tests: its values are kept, so that only the test of the seed repeats it."""
    calls = 2 if stage["random"] and not stage.get("once") else 1
    return float(stage["seconds"]) * calls if stage["tested"] else 0.0


def _store_unstable_inputs(
    recorded: dict[str, Any], recordings: dict[str, Any], originals: dict[str, Any]
) -> str:
    """Store the inputs that differ between the runs; return the first stage that is needed but not recorded, or ""."""
    for name, source in recorded["inputs"].items():
        producer = source["from"]
        if "value" in source:
            continue
        if producer not in recordings:
            return str(producer)
        if source.get("recorded") and recordings[producer]["outputs"][name] != originals[producer][name]:
            source.pop("recorded")
            source["value"] = originals[producer][name]
    return next((str(name) for name in recorded.get("follows", ()) if name not in recordings), "")
