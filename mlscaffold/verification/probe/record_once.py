"""Runs the stages of a project one after the other on a sample, and records the inputs and outputs of each."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from .clock import shift_clock
from .library_options import options, set_options
from .observe_value import comparison, observed, predicted
from .process import TimeoutExceededError, call_with_timeout
from .record import SLOW, leave_out
from .record_calls import CallRecorder
from .record_raw_rows import raw_rows
from .replay_calls import Replay
from .runtime_modules import runtime_module
from .sample import STEPS, is_small, sample
from .side_effects import SideEffects, Stopwatch
from .stored_values import StoredValues

NETWORK = "it needs the network"
TOO_SLOW_FACTOR = 3  # times the limit: a run leaves out what takes longer; below, the faster of two runs decides, as load varies
FINAL = 8  # times the limit of an input: what no test can recompute is worth more room than what one can
SHORT = 1.0  # seconds: the outputs of a stage that takes longer are kept, as its tests may be left out
LITERALS = 10  # items of a list that is written into a test: they fit on one line
ERROR = 120  # characters of an error in the report: one line


def main(spec: dict[str, Any]) -> None:
    """Write `sample/` and `observed.json` to the folder `out` of a specification, as in `record.main`."""
    project, out = Path(spec["project"]).resolve(), Path(spec["out"])
    shift_clock(spec.get("later", 0))
    sys.path[:0] = [str(project / "src"), str(project / "tests")]
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        recorder = Recorder(spec, project, out, Path(scratch))
        steps = (0,) if is_small(project, spec["limits"]["whole"]) else (*STEPS, 0)
        for rows in steps:
            sample(project, out / "sample", rows, spec["limits"]["whole"])
            stages = recorder.stages()
            if not any(stage["failed"] for stage in stages):
                break
        run = recorder.run(stages)
        answers = raw_rows(recorder, spec.get("trained")) if run else None
        found = {"stages": stages, "run": run, "raw_rows": answers, "left_out": recorder.left_out}
        recorder.recorded.start()
        found["calls"] = Replay(recorder.calls, recorder.values).facts()
        os.chdir(out)
    (out / "observed.json").write_text(json.dumps(found), encoding="utf-8")


class Recorder:
    """Runs the stages as the project's own recorded tests do."""

    def __init__(self, spec: dict[str, Any], project: Path, out: Path, scratch: Path) -> None:
        self.limits, self.out, self.scratch = spec["limits"], out, scratch
        self.side_effects = SideEffects()
        self.count = 0
        self.left_out: list[str] = []
        self.used_network = False
        package = spec["package"]
        values, self.module = (importlib.import_module(f"recorded_{name}") for name in ("values", "stages"))
        artifacts, runner = (runtime_module(package, name) for name in ("artifacts", "runner"))
        config, pipeline = (importlib.import_module(f"{package}.{name}") for name in ("config", "pipeline"))
        self.project = SimpleNamespace(
            root=project, stages=pipeline.STAGES, config=config.Config(), folder=pipeline.FOLDER,
            artifacts=artifacts, runner=runner,
        )  # fmt: skip
        self.fields = {field.name for field in dataclasses.fields(self.project.config)}
        self.values = StoredValues(values, self.limits, package)
        functions = {stage.function for stage in pipeline.STAGES}
        self.calls = CallRecorder(package, functions, self.values.stored, self.values.described)
        self.initial = options()
        self.recorded = self.new_run()

    def new_run(self) -> Any:
        """Return stages that have not run yet, with the options that libraries had at first."""
        set_options(self.initial)
        recorded = self.module.Recorded(self.project, self.out, self.folder)
        recorded.attach()
        recorded.start()
        return recorded

    def folder(self) -> Path:
        """Return a new folder for a run."""
        self.count += 1
        folder = self.scratch / str(self.count)
        folder.mkdir()
        return folder

    def stages(self) -> list[dict[str, Any]]:
        """Run each stage, and return its facts."""
        self.recorded.attach(False)
        self.recorded = self.new_run()
        self.calls.clear()
        producers: dict[str, str] = {}
        facts: dict[str, dict[str, Any]] = {}
        for stage in self.project.stages:
            fact = self.stage(stage, producers, facts)
            facts[stage.name] = fact
            producers.update(dict.fromkeys((*stage.outputs, *fact["changed"]), stage.name))
        return list(facts.values())

    def stage(self, stage: Any, producers: dict[str, str], facts: dict[str, Any]) -> dict[str, Any]:
        """Run a stage with the outputs of earlier ones, if these did not fail."""
        fact = self.known(stage)
        fact["needs"] = {
            name: producers[name] for name in stage.inputs if name not in self.fields and name in producers
        }
        failed = next((producer for producer in fact["needs"].values() if facts[producer]["failed"]), "")
        if failed:
            fact["slow"] = facts[failed]["slow"]
            leave_out(fact, f"it depends on `{failed}`{'' if fact['slow'] else ', which cannot run alone'}")
            return fact
        try:
            self.run_stage(stage, fact)
        except TimeoutExceededError:
            fact["slow"] = True
            leave_out(fact, SLOW)
        except (Exception, SystemExit) as error:  # noqa: BLE001 the notebook's own code fails in its own ways
            leave_out(fact, f"on the sample, it ends with {self.reason(error)}")
        return fact

    def reason(self, error: BaseException) -> str:
        """Return an error on one line, without folders and addresses of this machine."""
        text = str(error)
        for folder in (self.recorded.home, self.project.root, Path.home()):
            text = text.replace(str(folder), "")
        first = (text.splitlines() or [""])[0].rstrip(".")[:ERROR]
        return ": ".join(filter(None, (type(error).__name__, re.sub("0x[0-9a-f]{6,}", "0x", first))))

    def known(self, stage: Any) -> dict[str, Any]:
        """Return the facts of a stage before it runs."""
        return {
            "name": stage.name,
            "module": stage.function.__module__.rpartition(".")[2],
            "output_names": list(stage.outputs),
            "tested": False, "failed": True, "slow": False, "seconds": 0.0, "needs": {}, "settings": [],
            "outputs": [], "effects": [], "changed": [], "predicts": [], "varies": [], "left_out": [], "kept": {},
        }  # fmt: skip

    def run_stage(self, stage: Any, fact: dict[str, Any]) -> None:
        """Run a stage, and complete its facts."""
        recorded = self.recorded
        fact["settings"] = [self.setting(name) for name in stage.inputs if name in self.fields]
        self.side_effects.network = False
        stopwatch = Stopwatch()
        self.calls.active = True
        try:
            call_with_timeout(self.limits["timeout"], lambda: recorded.perform(stage, {}))
        finally:
            self.calls.active = False
        fact["seconds"] = round(stopwatch.seconds(), 2)
        fact["failed"] = False
        effects = recorded.observed_effects()
        fact["changed"] = list(effects.get("changed", ()))
        results = {name: recorded.results[name] for name in stage.outputs}
        if fact["seconds"] > SHORT or self.side_effects.network:
            fact["kept"] = self.kept(results)
        if self.side_effects.network:
            self.used_network = True
            leave_out(fact, NETWORK)
            return
        fact["effects"] = sorted(effects)
        if fact["seconds"] > TOO_SLOW_FACTOR * self.limits["seconds"]:
            leave_out(fact, SLOW)
            return
        fact["tested"] = True
        fact["predicts"], predictions = self.predictions(results, fact["needs"])
        nodes = {name: self.values.node(value) for name, value in {**results, **predictions}.items()}
        fact["outputs"] = [
            {**observed(name, value), **comparison(value, nodes[name], self.values.restore)}
            for name, value in results.items()
        ]
        fact["recorded"] = {"outputs": nodes, "effects": effects}

    def kept(self, results: dict[str, Any]) -> dict[str, Any]:
        """Return the outputs of a stage that can be made again from their description, by name."""
        stored = {
            name: self.values.stored(value, self.limits["input"] * FINAL) for name, value in results.items()
        }
        return {name: value[0] for name, value in stored.items() if value is not None}

    def setting(self, name: str) -> dict[str, str]:
        """Return a setting, with its literal if it is short and the same on each machine."""
        value = getattr(self.project.config, name)
        plain = type(value) in (bool, int, float, str, type(None)) or _plain_list(value)
        return {"name": name, "literal": repr(value) if plain else ""}

    def predictions(self, results: dict[str, Any], needs: dict[str, str]) -> tuple[list[Any], dict[str, Any]]:
        """Return the data that the trained models of a stage accept, and their predictions."""
        found: list[Any] = []
        predictions: dict[str, Any] = {}
        everything = results | {name: self.recorded.results[name] for name in needs if name not in results}
        for name, model in results.items():
            for other, rows in everything.items():
                answers = predicted(model, rows)
                if answers is not None:
                    key = f"{name}_predictions"
                    found.append({"model": name, "rows": other, "key": key})
                    predictions[key] = answers
                    break
        return found, predictions

    def run(self, stages: list[dict[str, Any]]) -> Any:
        """Run the whole pipeline; return its metrics and files, or None where it cannot be tested."""
        seconds = sum(stage["seconds"] for stage in stages)
        slow = seconds > TOO_SLOW_FACTOR * self.limits["run_seconds"] or any(
            stage["slow"] for stage in stages
        )
        why = NETWORK if self.used_network else SLOW if slow else ""
        try:
            if not why:
                call_with_timeout(self.limits["timeout"], self.recorded.run)
        except TimeoutExceededError:
            why = SLOW
        except (Exception, SystemExit) as error:  # noqa: BLE001 the notebook's own code fails in its own ways
            why = f"on the sample it ends with {type(error).__name__}"
        if why:
            self.left_out.append(f"The whole run is not tested: {why}.")
            return None
        metrics = self.recorded.home / "outputs" / "metrics.json"
        return {
            "metrics": json.loads(metrics.read_text(encoding="utf-8")) if metrics.exists() else {},
            "written": self.recorded.written(),
        }


def _plain_list(value: Any) -> bool:
    plain = type(value) is list and len(value) <= LITERALS
    return plain and all(type(item) in (bool, int, float, str) for item in value)
