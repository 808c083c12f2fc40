"""Runs one stage at a time, each time under the same conditions: folder, seeds, options, figures.

The folder is a temporary copy of the sample in `tests/sample`, laid out as the project is; files that are not in the
sample are linked. The inputs of a stage are in `tests/recorded/STAGE.json`; a value that JSON cannot hold, such as a
model, comes from running the stage that returns it.
"""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import inspect
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import to_text
from .describe import describe
from .difference import difference
from .restore import restore
from .side_effects import SideEffectRecorder

FOLDERS = ("data", "workspace")
"""Folders of the project that hold its data."""
SEEDS = 2**32
"""numpy accepts seeds below this."""


@dataclasses.dataclass(frozen=True)
class Project:
    """The project under test.

    Args:
        root: the project's folder.
        package: the name of its package.
        stages: its stages.
        config: its settings.
        folder: the working folder of its stages, None for any.
        artifacts: its module that saves figures, metrics and models.
        runner: its module that runs the stages.
    """

    root: Path
    package: str
    stages: Sequence[Any]
    config: Any
    folder: Path | None
    artifacts: Any
    runner: Any

    def stage(self, name: str) -> Any:
        """Return a stage by its name."""
        return next(stage for stage in self.stages if stage.name == name)


class StageHarness:
    """Calls stages with recorded inputs, and compares their outputs and side effects with the recorded ones."""

    def __init__(self, project: Project, tests: Path, temporary: Callable[[], Path], update: bool = False) -> None:
        self.project, self.tests, self.temporary, self.update = project, tests, temporary, update
        self.recordings: dict[str, dict[str, Any]] = {}
        self.results: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, list[str]] = {}
        self.current: tuple[str, dict[str, Any], dict[str, Any]] = ("", {}, {})
        self.side_effects = SideEffectRecorder(project.package, project.artifacts, project.runner.seed)
        self.home = Path()
        self.config = project.config

    def begin(self, excluded: str = "") -> None:
        """Start from the same conditions: a new folder, the same seeds and options, no open figures.

        Args:
            excluded: a stage that is about to be tested, so that it does not run as one that always runs.
        """
        root = self.project.root
        self.home = self.temporary()
        lay_out(root, self.tests / "sample", self.home)
        fields = dataclasses.fields(self.project.config)
        settings = {field.name: self.in_home(getattr(self.project.config, field.name)) for field in fields}
        self.config = dataclasses.replace(self.project.config, **settings)
        folder = self.in_home(self.project.folder) if self.project.folder else self.home
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
        self.project.artifacts.start(self.home / "outputs")
        self.side_effects.reset()
        for stage in self.project.stages:
            if stage.always_run and stage.name != excluded:
                stage.function(**self.settings(stage))
        self.side_effects.begin(self.home, self.seed)

    @property
    def seed(self) -> int:
        """The seed of the settings, 0 where there is none."""
        seed = getattr(self.project.config, "seed", 0)
        return seed % SEEDS if isinstance(seed, int) else 0

    def in_home(self, value: Any) -> Any:
        """Return a path of the project as one of the temporary folder, and make its folder."""
        if not isinstance(value, Path) or not value.is_relative_to(self.project.root):
            return value
        path = self.home / value.relative_to(self.project.root)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def settings(self, stage: Any) -> dict[str, Any]:
        """Return the arguments of a stage that are settings."""
        fields = {field.name for field in dataclasses.fields(self.config)}
        return {name: getattr(self.config, name) for name in stage.inputs if name in fields}

    def inputs(self, name: str) -> dict[str, Any]:
        """Return the recorded inputs of a stage, and start from the same conditions."""
        follows = self.recording(name).get("follows", ())
        earlier = [(other, self.recorded_inputs(other)) for other in follows]
        recorded = self.recorded_inputs(name)
        self.begin(name)
        for other, arguments in earlier:
            self.call(other, arguments | self.settings(self.project.stage(other)))
        arguments = recorded | self.settings(self.project.stage(name))
        before = {key: describe(value) for key, value in arguments.items()}
        self.current = (name, arguments, before)
        self.side_effects.begin(self.home, self.seed)
        return dict(arguments)

    def recorded_inputs(self, name: str) -> dict[str, Any]:
        """Return the recorded inputs of a stage without its settings."""
        return {key: self.value(key, source) for key, source in self.recording(name).get("inputs", {}).items()}

    def value(self, name: str, source: dict[str, Any]) -> Any:
        """Return an input: the recorded value, or the output of the stage that it comes from."""
        if "value" in source:
            return restore(source["value"])
        if source.get("recorded") and not self.update:
            return restore(self.recording(source["from"])["outputs"][name])
        return self.values(source["from"])[name]

    def values(self, name: str) -> dict[str, Any]:
        """Return copies of the inputs and outputs of a stage after its run; it runs once a session."""
        if name not in self.results:
            self.execute(name, self.inputs(name))
        self.project.runner.seed(self.seed)  # a copy of a random generator takes the global state along
        try:
            return copy.deepcopy(self.results[name])
        except Exception:  # libraries refuse copies with errors of all kinds; the stage then runs again next time
            return self.results.pop(name)

    def execute(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a stage with what `inputs` returned, and store its inputs and outputs."""
        results = self.call(name, arguments)
        self.store(results)
        return results

    def store(self, results: dict[str, Any]) -> None:
        """Store the outputs of the current stage, and which of its arguments it changed.

        Args:
            results: its outputs by name. Later stages receive copies; the stage does not run again.
        """
        name, arguments, before = self.current
        self.changed[name] = [key for key in before if difference(before[key], describe(arguments[key]))]
        self.results[name] = arguments | results

    def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a stage, and return its outputs by name."""
        stage = self.project.stage(name)
        result = stage.function(**arguments)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        parts = result if len(stage.outputs) > 1 else (result,)[: len(stage.outputs)]
        return dict(zip(stage.outputs, parts))

    def changed_arguments(self, name: str) -> list[str]:
        """Return the names of the arguments that a stage changes."""
        if name not in self.changed:
            self.values(name)
        return self.changed[name]

    def rerun_difference(self, name: str) -> str:
        """Return how the outputs of a stage differ in a second run; "" if they do not."""
        first = self.values(name)
        second = self.call(name, self.inputs(name))
        return difference(describe({key: first[key] for key in second}), describe(second))

    def check(self, name: str, **values: Any) -> None:
        """Compare outputs of a stage with the recorded ones."""
        self.compare(name, "outputs", {key: describe(value) for key, value in values.items()})
        if name == self.current[0] and set(values) == set(self.project.stage(name).outputs):
            self.store(values)

    def check_side_effects(self, name: str) -> None:
        """Compare what a stage drew, logged, wrote and set with the recorded side effects."""
        self.compare(name, "shown", self.side_effects.observed())
        if name == self.current[0] and not self.project.stage(name).outputs:
            self.store({})

    def compare(self, name: str, part: str, observed: dict[str, Any]) -> None:
        """Compare descriptions with a part of the recording of a stage, or record them."""
        observed = json.loads(json.dumps(observed))
        recording = self.recording(name)
        if self.update:
            recording[part] = recording.get(part, {}) | observed
            self.file(name).write_text(to_text(recording) + "\n", encoding="utf-8")
            return
        for key in observed if part == "outputs" else recording[part]:
            found = difference(recording[part].get(key), observed.get(key))
            assert not found, f"{name}, {key}: {found}"

    def run(self) -> dict[str, Any]:
        """Run the whole pipeline on the sample, and return its values by name."""
        self.begin()
        folder = self.in_home(self.project.folder) if self.project.folder else None
        return dict(self.project.runner.run(self.project.stages, self.config, (), folder))

    def written(self) -> list[str]:
        """Return the files in the outputs folder of a run."""
        outputs = self.home / "outputs"
        return sorted(file.relative_to(outputs).as_posix() for file in outputs.rglob("*") if file.is_file())

    def recording(self, name: str) -> dict[str, Any]:
        """Return the recording of a stage."""
        if name not in self.recordings:
            self.recordings[name] = json.loads(self.file(name).read_text(encoding="utf-8"))
        return self.recordings[name]

    def file(self, name: str) -> Path:
        """Return the file that holds the recording of a stage."""
        return self.tests / "recorded" / f"{name}.json"


def lay_out(root: Path, sample: Path, home: Path) -> None:
    """Copy the sample to a folder, and link the project's other data files."""
    for top in FOLDERS:
        for file in (root / top).rglob("*") if (root / top).is_dir() else ():
            target = home / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            small = sample / file.relative_to(root)
            if small.is_file():
                shutil.copyfile(small, target)
            elif file.is_file():
                _link(file, target)
    for file in sample.rglob("*") if sample.is_dir() else ():
        target = home / file.relative_to(sample)
        if file.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def _link(file: Path, target: Path) -> None:
    try:
        target.symlink_to(file)
    except OSError:  # Windows lets only some users make links
        shutil.copyfile(file, target)
