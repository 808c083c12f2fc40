"""Runs the stages of a project one after the other on a sample, and tells what each was given and gave."""

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

from .observe_value import observed, predicted
from .sample import STEPS, is_small, sample
from .side_effects import Seen, Watch, random_state, shift_clock
from .timeout import PatienceError, patiently

SEEDS = ("seed", "random_state")
SURELY = 3
"""By how much something has to be too slow to be left out by one run alone; two together decide on the rest."""


def record(spec: dict[str, Any]) -> None:
    """Write `sample/` and `seen.json` to the folder `out` of a specification, as in `record.main`."""
    project, out = Path(spec["project"]).resolve(), Path(spec["out"])
    if spec.get("later"):
        shift_clock(spec["later"])
    sys.path[:0] = [str(project / "src"), str(project / "tests")]
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        recorder = Recorder(spec, project, out, Path(scratch))
        steps = (0,) if is_small(project, spec["limits"]["whole"]) else (*STEPS, 0)
        for rows in steps:
            sample(project, out / "sample", rows, spec["limits"]["whole"])
            stages = recorder.stages()
            if not any(stage["failed"] for stage in stages):
                break
        seen = {"stages": stages, "run": recorder.run(stages), "left_out": recorder.left_out}
        os.chdir(out)
    (out / "seen.json").write_text(json.dumps(seen), encoding="utf-8")


class Recorder:
    """Runs the stages on the project's own bench."""

    def __init__(self, spec: dict[str, Any], project: Path, out: Path, scratch: Path) -> None:
        self.limits, self.out, self.scratch = spec["limits"], out, scratch
        self.is_second = bool(spec.get("later"))
        self.seen = Seen()
        self.count = 0
        self.left_out: list[str] = []
        self.used_network = False
        package = spec["package"]
        self.recording = importlib.import_module("recording")
        models, self.bench_module = (
            importlib.import_module(f"recording.{name}") for name in ("models", "bench")
        )
        models.OWN.add(package)
        parts = {
            name: importlib.import_module(f"{package}.{name}") for name in ("artifacts", "runner", "config")
        }
        pipeline = importlib.import_module(f"{package}.pipeline")
        self.runner = parts["runner"]
        self.project = self.bench_module.Project(
            project,
            package,
            pipeline.STAGES,
            parts["config"].Config(),
            pipeline.FOLDER,
            parts["artifacts"],
            self.runner,
        )
        self.fields = {field.name for field in dataclasses.fields(self.project.config)}
        self.bench = self.new_bench()
        self.bench.witness.attach()

    def new_bench(self) -> Any:
        """Return a bench on which nothing has been run."""
        return self.bench_module.Bench(self.project, self.out, self.folder)

    def folder(self) -> Path:
        """Return a new folder for a stage."""
        self.count += 1
        folder = self.scratch / str(self.count)
        folder.mkdir()
        return folder

    def stages(self) -> list[dict[str, Any]]:
        """Run each stage, and return what is known of it."""
        self.bench.witness.detach()
        self.bench = self.new_bench()
        self.bench.witness.attach()
        givers: dict[str, str] = {}
        facts: dict[str, dict[str, Any]] = {}
        for stage in self.project.stages:
            fact = self.stage(stage, givers, facts)
            facts[stage.name] = fact
            givers.update(dict.fromkeys((*stage.gives, *fact["changed"]), stage.name))
        return list(facts.values())

    def stage(self, stage: Any, givers: dict[str, str], facts: dict[str, Any]) -> dict[str, Any]:
        """Run a stage: with recorded arguments, else with those of other stages, else after those it follows."""
        fact = self.known(stage)
        needed = {name: givers[name] for name in stage.needs if name not in self.fields and name in givers}
        gone = [giver for giver in needed.values() if facts[giver]["failed"]]
        if gone:
            fact["slow"] = facts[gone[0]]["slow"]
            why = (
                f"it needs what `{gone[0]}` gives"
                if fact["slow"]
                else f"`{gone[0]}`, on which it relies, cannot be run alone"
            )
            fact["left_out"].append(f"`{stage.name}` is not tested: {why}.")
            return fact
        follows = [name for name in self.all_before(stage) if not facts[name]["failed"]]
        error: BaseException = ValueError()
        for store, after in ((True, []), (False, []), (False, follows))[: 3 if follows else 2]:
            try:
                told = self.inputs(needed, facts, store)
                return self.tried(stage, fact, {**told, **({"follows": after} if after else {})})
            except PatienceError:
                fact["slow"] = True
                fact["left_out"].append(f"`{stage.name}` is not tested: it takes too long.")
                return fact
            except (Exception, SystemExit) as caught:  # noqa: BLE001 the notebook's own code fails in its own ways
                error = caught
        fact["left_out"].append(
            f"`{stage.name}` is not tested: alone, on the sample, it ends with {self.reason(error)}."
        )
        return fact

    def reason(self, error: BaseException) -> str:
        """Return an error in a line, without folders and addresses of this machine."""
        text = str(error)
        for folder in (self.bench.home, self.project.root, Path.home()):
            text = text.replace(str(folder), "")
        first = (text.splitlines() or [""])[0].rstrip(".")[:120]
        return (
            f"{type(error).__name__}: {re.sub('0x[0-9a-f]{6,}', '0x', first)}"
            if first
            else type(error).__name__
        )

    def known(self, stage: Any) -> dict[str, Any]:
        """Return what is known of a stage before it runs."""
        return {
            "name": stage.name,
            "module": stage.function.__module__.rpartition(".")[2],
            "gives": list(stage.gives),
            "always": stage.always,
            "is_async": inspect.iscoroutinefunction(stage.function),
            "tested": False, "failed": True, "slow": False, "deterministic": True, "random": False, "seconds": 0.0,
            "inputs": [], "follows": [], "outputs": [], "shown": [], "changed": [], "unchanged": [],
            "predicts": [], "varies": [], "left_out": [],
        }  # fmt: skip

    def all_before(self, stage: Any) -> list[str]:
        """Return the names of the stages on whose effects a stage relies, in order."""
        by_name = {one.name: one for one in self.project.stages}
        wanted, todo = set(), list(stage.after)
        while todo:
            name = todo.pop()
            if name not in wanted and name in by_name:
                wanted.add(name)
                todo += by_name[name].after
        return [one.name for one in self.project.stages if one.name in wanted]

    def inputs(self, needed: dict[str, str], facts: dict[str, Any], store: bool) -> dict[str, Any]:
        """Return how the arguments of a stage are made."""
        told: dict[str, Any] = {}
        for name, giver in needed.items():
            tested = facts[giver]["tested"]
            outputs = facts[giver].get("recorded", {}).get("outputs", {})
            value = self.bench.made[giver][name] if store or not tested else None
            kept = self.stored(value, self.limits["input"] * (1 if tested else 8))
            if value is None or kept is None:
                told[name] = {"from": giver}
            elif tested and json.loads(json.dumps(outputs.get(name))) == kept[0]:
                told[name] = {"from": giver, "recorded": True}
            else:
                told[name] = {"from": giver, "value": kept[0]}
        return {"inputs": told}

    def stored(self, value: Any, limit: int) -> Any:
        """Return a value described in a tuple, if it is small and can be made again; else None."""
        if _size(value) > limit:
            return None
        describe = self.recording.describe
        told = json.loads(json.dumps(describe(value, True), default=str))
        if len(json.dumps(told)) > limit:
            return None
        try:
            again = self.recording.restore(told)
        except self.recording.CannotRestore:
            return None
        same = type(again) is type(value) and not self.recording.difference(
            told, json.loads(json.dumps(describe(again, True)))
        )
        return (told,) if same else None

    def tried(self, stage: Any, fact: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        """Run a stage with its arguments, and note what it does."""
        bench, describe = self.bench, self.recording.describe
        bench.files[stage.name] = told
        arguments = bench.inputs(stage.name)
        self.seen.network = False
        state, watch = random_state(), Watch()
        results = patiently(self.limits["patience"], lambda: bench.keep(stage.name, arguments))
        fact["seconds"] = round(watch.seconds(), 2)
        drew = state != random_state()
        shown = bench.witness.shown()
        fact["failed"] = False
        fact["changed"] = list(bench.changed[stage.name])
        fact["unchanged"] = [name for name in told["inputs"] if name not in fact["changed"]]
        fact["follows"] = told.get("follows", [])
        fact["inputs"] = [self.how(name, arguments[name], told["inputs"].get(name)) for name in arguments]
        fact["outputs"] = [observed(name, value) for name, value in results.items()]
        if self.seen.network:
            self.used_network = True
            fact["left_out"].append(f"`{stage.name}` is not tested: it needs the network.")
            return fact
        fact["tested"] = True
        fact["predicts"], predictions = self.predictions(results, arguments)
        fact["shown"] = sorted(shown)
        outputs = {name: describe(value) for name, value in results.items()}
        fact["recorded"] = {
            "stage": stage.name,
            **told,
            "outputs": {**outputs, **predictions},
            "shown": shown,
        }
        if fact["seconds"] > SURELY * self.limits["seconds"]:
            fact["tested"] = False
            fact["left_out"].append(f"`{stage.name}` is not tested: it takes too long.")
            del fact["recorded"]
            return fact
        bench.files[stage.name] = fact["recorded"]
        fact["random"] = any(name.endswith(SEEDS) for name in stage.needs) or (
            drew and self.depends_on_chance(stage)
        )
        return fact

    def depends_on_chance(self, stage: Any) -> bool:
        """Return whether a stage that draws from the global generators gives something else with another seed.

        Some libraries draw and make no use of it. One of the two runs finds out; the other one takes its word.
        """
        bench = self.bench
        if not self.is_second or not stage.gives:
            return bool(stage.gives)
        arguments = bench.inputs(stage.name)
        bench.witness.begin(bench.home, bench.seed + 1)
        try:
            again = patiently(self.limits["patience"], lambda: bench.call(stage.name, arguments))
        except (Exception, SystemExit):  # noqa: BLE001 the notebook's own code fails in its own ways
            return True
        first = bench.files[stage.name]["outputs"]
        return any(
            self.recording.difference(first[name], self.recording.describe(value))
            for name, value in again.items()
        )

    def how(self, name: str, value: Any, told: Any) -> dict[str, Any]:
        """Return where an argument comes from."""
        if told is None:
            plain = type(value) in (bool, int, float, str, type(None)) or _plain_list(value)
            return {"name": name, "how": "config", "literal": repr(value) if plain else ""}
        return {"name": name, "how": "stored" if len(told) > 1 else "stage", "from": told["from"]}

    def predictions(
        self, results: dict[str, Any], arguments: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return on what the trained models of a stage can predict, and what they predict."""
        found: list[Any] = []
        told: dict[str, Any] = {}
        everything = {**results, **{name: value for name, value in arguments.items() if name not in results}}
        for name, model in results.items():
            for other, rows in everything.items():
                answers = predicted(model, rows)
                if answers is not None:
                    key = f"{name}_predictions"
                    found.append({"model": name, "rows": other, "key": key})
                    told[key] = self.recording.describe(answers)
                    break
        return found, told

    def run(self, stages: list[dict[str, Any]]) -> Any:
        """Run the whole pipeline; return what it gives and writes, or None where it cannot be tested."""
        if self.used_network:
            self.left_out.append("The whole run is not tested: it needs the network.")
            return None
        seconds = sum(stage["seconds"] for stage in stages)
        if seconds > SURELY * self.limits["run_seconds"] or any(stage["slow"] for stage in stages):
            self.left_out.append("The whole run is not tested: it takes too long.")
            return None
        try:
            given = patiently(self.limits["patience"], self.bench.run)
        except PatienceError:
            self.left_out.append("The whole run is not tested: it takes too long.")
            return None
        except (Exception, SystemExit) as error:  # noqa: BLE001 the notebook's own code fails in its own ways
            self.left_out.append(
                f"The whole run is not tested: on the sample it ends with {type(error).__name__}."
            )
            return None
        outputs = self.bench.home / "outputs"
        metrics = outputs / "metrics.json"
        return {
            "values": {name: self.runner.describe(value) for name, value in given.items()},
            "metrics": json.loads(metrics.read_text(encoding="utf-8")) if metrics.exists() else {},
            "written": sorted(
                file.relative_to(outputs).as_posix() for file in outputs.rglob("*") if file.is_file()
            ),
        }


def _plain_list(value: Any) -> bool:
    return (
        type(value) is list
        and len(value) <= 10
        and all(type(item) in (bool, int, float, str) for item in value)
    )


def _size(value: Any) -> int:
    """Return about how many bytes the text of a large value takes, 0 for others."""
    size = getattr(value, "size", 0)
    if isinstance(size, int) and size:
        return size * 3
    return len(value) if isinstance(value, (str, list, tuple, dict, set)) else 0
