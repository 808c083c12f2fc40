"""Records what the stages of a project are given and give, on a small sample, for its tests.

It runs everything twice, in two processes whose hashes differ: what they do not agree on is not recorded.
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
from pathlib import Path
from typing import Any

from .merge import fastest, merge

LIMITS = {
    # Generous, as a test that is left out for time in one hardening and not in the next is worse than a slow one.
    "seconds": 12.0,  # of one stage
    "all_seconds": 24.0,  # of the tests of all stages and of the whole pipeline
    "run_seconds": 12.0,  # of the whole pipeline
    "patience": 60,  # seconds after which a stage is interrupted
    "bytes": 1_000_000,  # of all that is recorded
    "whole": 300_000,  # bytes of data that are small enough to stay as they are
    "input": 8_000,  # characters of an argument that is stored
}
LATER = 34_567_890  # seconds that the clock of the second run goes ahead: another hour, day, month and year
CHILD = """
import importlib, importlib.util, json, sys
folder, name = sys.argv[1:3]
spec = importlib.util.spec_from_file_location(name, folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules[name] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
del sys.argv[1:]
importlib.import_module(name + ".record_once").record(json.load(sys.stdin))
"""


def main(spec: dict[str, Any]) -> None:
    """Write `sample/`, `recorded/` and `facts.json` to a folder.

    Args:
        spec: `project` (its folder), `package` (its import package), `out` (folder to write to) and `limits`
            (those of LIMITS that are other than usual).
    """
    out = Path(spec["out"]).resolve()
    limits = {**LIMITS, **spec.get("limits", {})}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        folders = [Path(scratch, str(seed)) for seed in (0, 1)]
        later = (0, LATER)
        runs = [
            _start({**spec, "limits": limits, "out": str(folder), "later": later[seed]}, seed)
            for seed, folder in enumerate(folders)
        ]
        try:
            results = [_finish(run, folders[seed]) for seed, run in enumerate(runs)]
        finally:
            for run in runs:
                run.kill()
        if any("stages" not in result for result in results):
            why = next(result["error"] for result in results if "stages" not in result)
            (out / "facts.json").write_text(
                json.dumps({"stages": [], "run": None, "left_out": [why]}), encoding="utf-8"
            )
            return
        shutil.copytree(folders[0] / "sample", out / "sample", dirs_exist_ok=True)
    _write(spec, out, results, limits)


def _start(spec: dict[str, Any], seed: int) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own, with its own order of hashes."""
    out = Path(spec["out"])
    out.mkdir(parents=True)
    package = __name__.rpartition(".")[0]
    command = [sys.executable, "-c", CHILD, str(Path(__file__).resolve().parent), package]
    variables = {
        **os.environ,
        "PYTHONHASHSEED": str(seed),
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (out / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    with (out / "spec.json").open("rb") as given, (out / "errors").open("wb") as errors:
        return subprocess.Popen(command, env=variables, stdin=given, stdout=subprocess.DEVNULL, stderr=errors)


def _finish(process: subprocess.Popen[bytes], out: Path) -> dict[str, Any]:
    process.wait()
    seen = out / "seen.json"
    if process.returncode or not seen.exists():
        errors = (out / "errors").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return {
            "error": f"Nothing was recorded: {errors[-1].partition(':')[0] if errors else 'the run broke off'}."
        }
    found: dict[str, Any] = json.loads(seen.read_text(encoding="utf-8"))
    return found


def _write(spec: dict[str, Any], out: Path, results: list[dict[str, Any]], limits: dict[str, Any]) -> None:
    """Write what both runs agree on, as long as there is room."""
    sys.path.insert(0, str(Path(spec["project"], "tests")))
    stable = importlib.import_module("recording.difference").stable
    to_text = importlib.import_module("recording.text").to_text
    first, second = results
    seconds = fastest(first["stages"], second["stages"])
    whole = sum(seconds.values())
    both = first["run"] and second["run"] and whole <= limits["run_seconds"]
    if not both and not first["left_out"]:
        first["left_out"] = second["left_out"] or ["The whole run is not tested: it takes too long."]
    rest = limits["all_seconds"] - (whole if both else 0.0)
    told = merge(first["stages"], second["stages"], limits["seconds"], rest, stable)
    sampled = [file for file in (out / "sample").rglob("*") if file.is_file()]
    left = int(limits["bytes"]) - sum(file.stat().st_size for file in sampled)
    (out / "recorded").mkdir(parents=True, exist_ok=True)
    for name, stage in told.items():
        text = to_text(stage) + "\n"
        left -= len(text.encode())
        if left < 0:
            _leave_out(first["stages"], list(told)[list(told).index(name) :])
            break
        (out / "recorded" / f"{name}.json").write_text(text, encoding="utf-8")
    first["run"] = stable(first["run"], second["run"]) if both else None
    (out / "facts.json").write_text(to_text(first) + "\n", encoding="utf-8")


def _leave_out(stages: list[dict[str, Any]], names: list[str]) -> None:
    """Leave out the stages for which there is no room; none of them is needed by an earlier one."""
    for stage in stages:
        if stage["name"] in names:
            stage["tested"] = False
            stage["left_out"].append(f"`{stage['name']}` is not tested: there is no room for what it gives.")
