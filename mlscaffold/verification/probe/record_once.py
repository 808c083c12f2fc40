"""Runs the stages of a project one after the other on a sample, and records the inputs and outputs of each."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from .clock import shift_clock
from .observe_value import observed, predicted
from .process import TimeoutExceededError, call_with_timeout
from .record import SLOW, leave_out
from .record_calls import CallRecorder
from .record_raw_rows import raw_rows
from .replay_calls import Replay
from .runtime_modules import runtime_module
from .sample import STEPS, is_small, sample
from .side_effects import SideEffects, Stopwatch, random_state
from .stored_values import StoredValues

SEEDS = ("seed", "random_state")
NETWORK = "it needs the network"
TOO_SLOW_FACTOR = 3  # times the limit: a run leaves out what takes longer; below, the faster of two runs decides, as load varies
FINAL = 8  # times the limit of an input: what no test can recompute is worth more room than what one can
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
        recorder.harness.begin()
        found["calls"] = Replay(recorder.calls, recorder.recording).facts()
        os.chdir(out)
    (out / "observed.json").write_text(json.dumps(found), encoding="utf-8")


class Recorder:
    """Runs the stages in the project's own test harness."""

    def __init__(self, spec: dict[str, Any], project: Path, out: Path, scratch: Path) -> None:
        self.limits, self.out, self.scratch = spec["limits"], out, scratch
        self.is_second = bool(spec.get("later"))
        self.side_effects = SideEffects()
        self.count = 0
        self.left_out: list[str] = []
        self.used_network = False
        package = spec["package"]
        self.recording = importlib.import_module("recording")
        models, self.module = (importlib.import_module(f"recording.{name}") for name in ("models", "harness"))
        models.OWN.add(package)
        artifacts, self.runner = (runtime_module(package, name) for name in ("artifacts", "runner"))
        config, pipeline = (importlib.import_module(f"{package}.{name}") for name in ("config", "pipeline"))
        self.project = self.module.Project(
            project, package, pipeline.STAGES, config.Config(), pipeline.FOLDER, artifacts, self.runner
        )
        self.fields = {field.name for field in dataclasses.fields(self.project.config)}
        functions = {stage.function for stage in pipeline.STAGES}
        self.values = StoredValues(self.recording, self.limits)
        self.calls = CallRecorder(package, functions, self.values.stored, self.values.described)
        self.harness = self.new_harness()

    def new_harness(self) -> Any:
        """Return a harness that has run nothing yet, and let it record side effects."""
        harness = self.module.StageHarness(self.project, self.out, self.folder)
        harness.side_effects.attach()
        return harness

    def folder(self) -> Path:
        """Return a new folder for a stage."""
        self.count += 1
        folder = self.scratch / str(self.count)
        folder.mkdir()
        return folder

    def stages(self) -> list[dict[str, Any]]:
        """Run each stage, and return its facts."""
        self.harness.side_effects.detach()
        self.harness = self.new_harness()
        self.calls.clear()
        producers: dict[str, str] = {}
        facts: dict[str, dict[str, Any]] = {}
        for stage in self.project.stages:
            fact = self.stage(stage, producers, facts)
            facts[stage.name] = fact
            producers.update(dict.fromkeys((*stage.outputs, *fact["changed"]), stage.name))
        return list(facts.values())

    def stage(self, stage: Any, producers: dict[str, str], facts: dict[str, Any]) -> dict[str, Any]:
        """Run a stage: with recorded inputs, else with outputs of other stages, else after the stages it depends on."""
        fact = self.known(stage)
        needed = {
            name: producers[name] for name in stage.inputs if name not in self.fields and name in producers
        }
        failed = next((producer for producer in needed.values() if facts[producer]["failed"]), "")
        if failed:
            fact["slow"] = facts[failed]["slow"]
            leave_out(fact, f"it depends on `{failed}`{'' if fact['slow'] else ', which cannot run alone'}")
            return fact
        follows = [name for name in self.all_before(stage) if not facts[name]["failed"]]
        error: BaseException = ValueError()
        for store, after in ((True, []), (False, []), (False, follows))[: 3 if follows else 2]:
            try:
                recorded = {"inputs": self.inputs(needed, facts, store)}
                return self.run_stage(stage, fact, {**recorded, **({"follows": after} if after else {})})
            except TimeoutExceededError:
                fact["slow"] = True
                leave_out(fact, SLOW)
                return fact
            except (Exception, SystemExit) as caught:  # noqa: BLE001 the notebook's own code fails in its own ways
                error = caught
        leave_out(fact, f"alone, on the sample, it ends with {self.reason(error)}")
        return fact

    def reason(self, error: BaseException) -> str:
        """Return an error on one line, without folders and addresses of this machine."""
        text = str(error)
        for folder in (self.harness.home, self.project.root, Path.home()):
            text = text.replace(str(folder), "")
        first = (text.splitlines() or [""])[0].rstrip(".")[:ERROR]
        return ": ".join(filter(None, (type(error).__name__, re.sub("0x[0-9a-f]{6,}", "0x", first))))

    def known(self, stage: Any) -> dict[str, Any]:
        """Return the facts of a stage before it runs."""
        return {
            "name": stage.name,
            "module": stage.function.__module__.rpartition(".")[2],
            "output_names": list(stage.outputs),
            "is_async": inspect.iscoroutinefunction(stage.function),
            "tested": False, "failed": True, "slow": False, "deterministic": True, "random": False, "seconds": 0.0,
            "inputs": [], "follows": [], "outputs": [], "shown": [], "changed": [], "unchanged": [],
            "predicts": [], "varies": [], "left_out": [],
        }  # fmt: skip

    def all_before(self, stage: Any) -> list[str]:
        """Return the names of the stages that a stage depends on, directly or not, in order."""
        by_name = {one.name: one for one in self.project.stages}
        wanted, todo = set(), list(stage.depends_on)
        while todo:
            name = todo.pop()
            if name not in wanted and name in by_name:
                wanted.add(name)
                todo += by_name[name].depends_on
        return [one.name for one in self.project.stages if one.name in wanted]

    def inputs(self, needed: dict[str, str], facts: dict[str, Any], store: bool) -> dict[str, Any]:
        """Return the sources of the inputs of a stage."""
        sources: dict[str, Any] = {}
        for name, producer in needed.items():
            tested = facts[producer]["tested"]
            outputs = facts[producer].get("recorded", {}).get("outputs", {})
            value = self.harness.results[producer][name] if store or not tested else None
            stored = self.values.stored(value, self.limits["input"] * (1 if tested else FINAL))
            if value is None or stored is None:
                sources[name] = {"from": producer}
            elif tested and json.loads(json.dumps(outputs.get(name))) == stored[0]:
                sources[name] = {"from": producer, "recorded": True}
            else:
                sources[name] = {"from": producer, "value": stored[0]}
        return sources

    def run_stage(self, stage: Any, fact: dict[str, Any], recorded: dict[str, Any]) -> dict[str, Any]:
        """Run a stage with its inputs, and complete its facts."""
        harness, describe = self.harness, self.recording.describe
        harness.recordings[stage.name] = recorded
        arguments = harness.inputs(stage.name)
        self.side_effects.network = False
        state, stopwatch = random_state(), Stopwatch()
        self.calls.active = True
        try:
            results = call_with_timeout(
                self.limits["timeout"], lambda: harness.execute(stage.name, arguments)
            )
        finally:
            self.calls.active = False
        fact["seconds"] = round(stopwatch.seconds(), 2)
        drew = state != random_state()
        shown = harness.side_effects.observed()
        fact["failed"] = False
        fact["changed"] = list(harness.changed[stage.name])
        fact["unchanged"] = [name for name in recorded["inputs"] if name not in fact["changed"]]
        fact["follows"] = recorded.get("follows", [])
        sources = recorded["inputs"]
        fact["inputs"] = [self.source(name, value, sources.get(name)) for name, value in arguments.items()]
        fact["outputs"] = [observed(name, value) for name, value in results.items()]
        if self.side_effects.network:
            self.used_network = True
            leave_out(fact, NETWORK)
            return fact
        fact["predicts"], predictions = self.predictions(results, arguments)
        fact["shown"] = sorted(shown)
        if fact["seconds"] > TOO_SLOW_FACTOR * self.limits["seconds"]:
            leave_out(fact, SLOW)
            return fact
        fact["tested"] = True
        outputs = {**{name: describe(value) for name, value in results.items()}, **predictions}
        fact["recorded"] = {"stage": stage.name, **recorded, "outputs": outputs, "shown": shown}
        harness.recordings[stage.name] = fact["recorded"]
        fact["random"] = any(name.endswith(SEEDS) for name in stage.inputs) or (
            drew and self.depends_on_seed(stage)
        )
        return fact

    def depends_on_seed(self, stage: Any) -> bool:
        """Return whether a stage that draws from the global generators has other outputs with another seed.

        Some libraries draw numbers that they do not use. Only the second run finds out.
        """
        harness = self.harness
        if not self.is_second or not stage.outputs:
            return bool(stage.outputs)
        arguments = harness.inputs(stage.name)
        harness.side_effects.begin(harness.home, (harness.seed + 1) % self.module.SEEDS)
        try:
            again = call_with_timeout(self.limits["timeout"], lambda: harness.call(stage.name, arguments))
        except (Exception, SystemExit):  # noqa: BLE001 the notebook's own code fails in its own ways
            return True
        first, difference = harness.recordings[stage.name]["outputs"], self.recording.difference
        return any(difference(first[name], self.recording.describe(value)) for name, value in again.items())

    def source(self, name: str, value: Any, recorded: Any) -> dict[str, Any]:
        """Return where an argument comes from."""
        if recorded is None:
            plain = type(value) in (bool, int, float, str, type(None)) or _plain_list(value)
            return {"name": name, "how": "config", "literal": repr(value) if plain else ""}
        return {"name": name, "how": "stored" if len(recorded) > 1 else "stage", "from": recorded["from"]}

    def predictions(
        self, results: dict[str, Any], arguments: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return the data that the trained models of a stage accept, and their predictions."""
        found: list[Any] = []
        predictions: dict[str, Any] = {}
        everything = {**results, **{name: value for name, value in arguments.items() if name not in results}}
        for name, model in results.items():
            for other, rows in everything.items():
                answers = predicted(model, rows)
                if answers is not None:
                    key = f"{name}_predictions"
                    found.append({"model": name, "rows": other, "key": key})
                    predictions[key] = self.recording.describe(answers)
                    break
        return found, predictions

    def run(self, stages: list[dict[str, Any]]) -> Any:
        """Run the whole pipeline; return its values, metrics and files, or None where it cannot be tested."""
        seconds = sum(stage["seconds"] for stage in stages)
        slow = seconds > TOO_SLOW_FACTOR * self.limits["run_seconds"] or any(
            stage["slow"] for stage in stages
        )
        why = NETWORK if self.used_network else SLOW if slow else ""
        try:
            values = {} if why else call_with_timeout(self.limits["timeout"], self.harness.run)
        except TimeoutExceededError:
            why = SLOW
        except (Exception, SystemExit) as error:  # noqa: BLE001 the notebook's own code fails in its own ways
            why = f"on the sample it ends with {type(error).__name__}"
        if why:
            self.left_out.append(f"The whole run is not tested: {why}.")
            return None
        outputs = self.harness.home / "outputs"
        metrics = outputs / "metrics.json"
        return {
            "values": {name: self.runner.describe(value) for name, value in values.items()},
            "metrics": json.loads(metrics.read_text(encoding="utf-8")) if metrics.exists() else {},
            "written": self.harness.written(),
        }


def _plain_list(value: Any) -> bool:
    plain = type(value) is list and len(value) <= LITERALS
    return plain and all(type(item) in (bool, int, float, str) for item in value)
