"""Runs one stage at a time, each time under the same conditions: folder, seeds, options, figures.

The folder is a temporary copy of the sample in `tests/sample`, laid out as the project is; what
the sample does not hold is linked to. What a stage is given stands in `tests/recorded/STAGE.json`;
what cannot stand there, such as a model, is made by the stage that gives it.
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

from recording import to_text
from recording.describe import describe
from recording.difference import difference
from recording.restore import restore
from recording.witness import Witness, set_seeds

FOLDERS = ("data", "workspace")
"""Folders of the project in which its data lie."""


@dataclasses.dataclass(frozen=True)
class Project:
    """What is run.

    Args:
        root: the project's folder.
        package: the name of its package.
        stages: its stages.
        config: its settings.
        folder: where its stages run, None where it does not matter.
        artifacts: its module for what a run leaves.
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


class Bench:
    """Gives stages their inputs, and compares what they make of them with what was recorded."""

    def __init__(self, project: Project, tests: Path, temporary: Callable[[], Path], update: bool = False) -> None:
        self.project, self.tests, self.temporary, self.update = project, tests, temporary, update
        self.files: dict[str, dict[str, Any]] = {}
        self.made: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, list[str]] = {}
        self.asked: tuple[str, dict[str, Any], dict[str, Any]] = ("", {}, {})
        self.witness = Witness(project.package, project.artifacts)
        self.home = Path()
        self.config = project.config

    def begin(self, apart: str = "") -> None:
        """Start afresh: a new folder, the same seeds and options, no open figures.

        Args:
            apart: a stage that is not run now, though it sets up libraries for all others.
        """
        root = self.project.root
        self.home = self.temporary()
        lay_out(root, self.tests / "sample", self.home)
        fields = dataclasses.fields(self.project.config)
        moved = {field.name: self.moved(getattr(self.project.config, field.name)) for field in fields}
        self.config = dataclasses.replace(self.project.config, **moved)
        here = self.moved(self.project.folder) if self.project.folder else self.home
        here.mkdir(parents=True, exist_ok=True)
        os.chdir(here)
        self.project.artifacts.start(self.home / "outputs")
        self.witness.reset()
        for stage in self.project.stages:
            if stage.always and stage.name != apart:
                stage.function(**self.settings(stage))
        self.witness.begin(self.home, self.seed)

    @property
    def seed(self) -> int:
        """The seed of the settings, 0 where there is none."""
        seed = getattr(self.project.config, "seed", 0)
        return seed if isinstance(seed, int) else 0

    def moved(self, value: Any) -> Any:
        """Return a path of the project as one of the temporary folder; its folder is made."""
        if not isinstance(value, Path) or not value.is_relative_to(self.project.root):
            return value
        place = self.home / value.relative_to(self.project.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def settings(self, stage: Any) -> dict[str, Any]:
        """Return those arguments of a stage that are settings."""
        fields = {field.name for field in dataclasses.fields(self.config)}
        return {name: getattr(self.config, name) for name in stage.needs if name in fields}

    def inputs(self, name: str) -> dict[str, Any]:
        """Return the recorded arguments of a stage, and start afresh."""
        follows = self.recorded(name).get("follows", ())
        sooner = [(earlier, self.arguments(earlier)) for earlier in follows]
        given = self.arguments(name)
        self.begin(name)
        for earlier, others in sooner:
            self.call(earlier, others | self.settings(self.project.stage(earlier)))
        arguments = given | self.settings(self.project.stage(name))
        before = {key: describe(value) for key, value in arguments.items()}
        self.asked = (name, arguments, before)
        self.witness.begin(self.home, self.seed)
        return dict(arguments)

    def arguments(self, name: str) -> dict[str, Any]:
        """Return the recorded arguments of a stage that are no settings."""
        told = self.recorded(name).get("inputs", {})
        return {key: self.value(key, how) for key, how in told.items()}

    def value(self, name: str, how: dict[str, Any]) -> Any:
        """Return an argument: the recorded one, or what the stage gives that makes it."""
        if "value" in how:
            return restore(how["value"])
        if how.get("recorded") and not self.update:
            return restore(self.recorded(how["from"])["outputs"][name])
        return self.given(how["from"])[name]

    def given(self, name: str) -> dict[str, Any]:
        """Return copies of what a stage leaves: its arguments and what it gives; it is run once a session."""
        if name not in self.made:
            self.keep(name, self.inputs(name))
        set_seeds(self.seed)  # a copy of what draws random numbers takes the global state along
        try:
            return copy.deepcopy(self.made[name])
        except Exception:  # what cannot be copied is made anew: libraries say so with errors of all kinds
            return self.made.pop(name)

    def keep(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a stage with what `inputs` has given, and keep what it leaves."""
        results = self.call(name, arguments)
        self.leaves(results)
        return results

    def leaves(self, results: dict[str, Any]) -> None:
        """Keep what the stage leaves that was asked for last, and which of its arguments it has changed.

        Args:
            results: what it gives, by name. Whoever needs that is given copies; the stage is not run again.
        """
        name, arguments, before = self.asked
        self.changed[name] = [key for key in before if difference(before[key], describe(arguments[key]))]
        self.made[name] = arguments | results

    def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a stage, and return what it gives by name."""
        stage = self.project.stage(name)
        result = stage.function(**arguments)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        parts = result if len(stage.gives) > 1 else (result,)[: len(stage.gives)]
        return dict(zip(stage.gives, parts))

    def changes(self, name: str) -> list[str]:
        """Return the names of the arguments that a stage changes."""
        if name not in self.changed:
            self.given(name)
        return self.changed[name]

    def differs_again(self, name: str) -> str:
        """Return how what a stage gives differs when it is run a second time; "" if it does not."""
        first = self.given(name)
        again = self.call(name, self.inputs(name))
        return difference(describe({key: first[key] for key in again}), describe(again))

    def check(self, name: str, **values: Any) -> None:
        """Compare values with what was recorded of a stage."""
        self.compare(name, "outputs", {key: describe(value) for key, value in values.items()})
        if name == self.asked[0] and set(values) == set(self.project.stage(name).gives):
            self.leaves(values)

    def check_shown(self, name: str) -> None:
        """Compare what a stage has drawn, logged, written and set with what was recorded of it."""
        self.compare(name, "shown", self.witness.shown())
        if name == self.asked[0] and not self.project.stage(name).gives:
            self.leaves({})

    def compare(self, name: str, part: str, seen: dict[str, Any]) -> None:
        """Compare descriptions with a part of what was recorded, or record them."""
        seen = json.loads(json.dumps(seen))
        told = self.recorded(name)
        if self.update:
            told[part] = told.get(part, {}) | seen
            self.place(name).write_text(to_text(told) + "\n", encoding="utf-8")
            return
        for key in seen if part == "outputs" else told[part]:
            found = difference(told[part].get(key), seen.get(key))
            assert not found, f"{name}, {key}: {found}"

    def run(self) -> dict[str, Any]:
        """Run the whole pipeline on the sample, and return what it gives."""
        self.begin()
        folder = self.moved(self.project.folder) if self.project.folder else None
        return dict(self.project.runner.run(self.project.stages, self.config, (), folder))

    def written(self) -> list[str]:
        """Return the files that a run has left in its outputs folder."""
        outputs = self.home / "outputs"
        return sorted(file.relative_to(outputs).as_posix() for file in outputs.rglob("*") if file.is_file())

    def recorded(self, name: str) -> dict[str, Any]:
        """Return what was recorded of a stage."""
        if name not in self.files:
            self.files[name] = json.loads(self.place(name).read_text(encoding="utf-8"))
        return self.files[name]

    def place(self, name: str) -> Path:
        """Return the file in which a stage is recorded."""
        return self.tests / "recorded" / f"{name}.json"


def lay_out(root: Path, sample: Path, home: Path) -> None:
    """Copy the sample to a folder, and link what it does not hold to the project's own files."""
    for top in FOLDERS:
        for file in (root / top).rglob("*") if (root / top).is_dir() else ():
            place = home / file.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            small = sample / file.relative_to(root)
            if small.is_file():
                shutil.copyfile(small, place)
            elif file.is_file():
                _link(file, place)
    for file in sample.rglob("*") if sample.is_dir() else ():
        place = home / file.relative_to(sample)
        if file.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


def _link(file: Path, place: Path) -> None:
    try:
        place.symlink_to(file)
    except OSError:  # not every system lets everybody link
        shutil.copyfile(file, place)
