"""Calls the stages one by one on the sample of the data, and compares what they give with what was recorded.

`mlscaffold update` replaces this file.
"""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import inspect
import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recorded_values import describe, difference, restore, to_text

LINES, WIDTH = 150, 400  # lines of a log or a text file that are recorded, and characters of each
TEXTS = (".csv", ".json", ".md", ".toml", ".tsv", ".txt", ".yaml", ".yml")


class Recorded(logging.Handler):
    """The stages of a project, called in order on the sample of its data, and what was recorded of them.

    Args:
        project: has `root`, `stages`, `config`, `folder` (where the stages run, None for any), `artifacts`, `runner`.
        tests: the folder of the tests: `sample/` has the data, `recorded.json` the values.
        new_folder: returns a new folder to run in.
        update: whether to record what is observed, instead of comparing.
    """

    def __init__(self, project: Any, tests: Path, new_folder: Callable[[], Path], update: bool = False) -> None:
        super().__init__(logging.DEBUG)
        self.project, self.sample, self.new_folder, self.update = project, tests / "sample", new_folder, update
        self.file = tests / "recorded.json"
        self.recordings: dict[str, Any] = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        self.package = project.stages[0].function.__module__.partition(".")[0] if project.stages else ""
        self.home, self.folder, self.config = Path(), Path.cwd(), project.config
        self.stage, self.done = "", {""}
        self.results: dict[str, Any] = {}
        self.effects: dict[str, Any] = {}
        self.stamps: dict[str, Any] = {}
        self.draw = project.artifacts._save_figure

    def attach(self, on: bool = True) -> None:
        """Start or stop noting the log and saved figures."""
        log = logging.getLogger(self.package)
        log.setLevel(logging.DEBUG)
        (log.addHandler if on else log.removeHandler)(self)
        self.project.artifacts._save_figure = self.save_figure if on else self.draw

    def start(self) -> None:
        """Begin a run: a new folder with the sample and links to the other data, no open figures."""
        root, self.home, self.results, self.done = self.project.root, self.new_folder(), {}, set()
        for folder in (self.sample / "data", self.sample / "workspace", root / "data", root / "workspace"):
            for file in filter(Path.is_file, folder.rglob("*")):
                target = self.home / folder.name / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                if folder.parent == self.sample:
                    shutil.copyfile(file, target)
                elif not target.exists():
                    _link(file, target)
        values = {
            one.name: self.at_home(getattr(self.project.config, one.name))
            for one in dataclasses.fields(self.project.config)
        }
        self.config = dataclasses.replace(self.project.config, **values)
        self.folder = self.at_home((self.project.folder or root) / "here").parent
        os.chdir(self.folder)
        self.project.artifacts.start(self.home / "outputs")
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        if "pandas" in sys.modules:  # tables are as wide in the log as in a run of the project
            sys.modules["pandas"].set_option("display.max_columns", 20, "display.width", 80)

    def at_home(self, value: Any) -> Any:
        """Return a path of the project as one of the run's folder, and make its parent folder."""
        if not isinstance(value, Path) or not value.is_relative_to(self.project.root):
            return value
        path = self.home / value.relative_to(self.project.root)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def call(self, function: Callable[..., Any], **settings: Any) -> Any:
        """Call a stage with copies of what the earlier ones return; return what it returns.

        Args:
            function: the stage.
            settings: its settings; the others are those of the project.
        """
        names = [stage.name for stage in self.project.stages]
        place = next(at for at, stage in enumerate(self.project.stages) if stage.function is function)
        if self.done & {"", *names[place:]}:
            self.start()
        for stage in self.project.stages[:place]:
            if stage.name not in self.done:
                self.perform(stage, {})
        return self.perform(self.project.stages[place], settings)

    def perform(self, stage: Any, settings: Mapping[str, Any]) -> Any:
        """Call a stage, and note its outputs and its side effects."""
        self.stage = stage.name
        if not self.update and stage.name in self.recordings.get("left out", {}):
            left_out = self.recordings["left out"][stage.name]
            self.results.update({name: restore(node) for name, node in left_out.items()})
            self.done.add(stage.name)
            return None
        inputs = _copies({name: self.results[name] for name in stage.inputs if name in self.results})
        fields = {name: getattr(self.config, name) for name in stage.inputs if hasattr(self.config, name)}
        before = {name: describe(value, self.package) for name, value in inputs.items()}
        self.begin(stage.name)
        result = stage.function(**{**fields, **inputs, **settings})
        result = asyncio.run(result) if inspect.iscoroutine(result) else result
        parts = result if len(stage.outputs) > 1 else (result,)[: len(stage.outputs)]
        changed = [name for name in before if difference(before[name], describe(inputs[name], self.package))]
        self.effects["changed"] = changed
        self.done.add(stage.name)  # a stage that fails runs again, and fails again, for the tests of later ones
        self.results.update({name: inputs[name] for name in changed}, **dict(zip(stage.outputs, parts)))
        return result

    def begin(self, name: str) -> None:
        """Seed all random numbers, and forget the side effects of the stage before."""
        seed = getattr(self.project.config, "seed", 0)
        self.project.runner.seed(seed % 2**32 if isinstance(seed, int) else 0)  # numpy accepts seeds below this
        self.project.artifacts.stage_name = name
        self.effects, self.stamps = {"log": [], "figures": {}}, self.files()

    def run(self) -> dict[str, Any]:
        """Run the whole pipeline on the sample, and return its values by name."""
        self.start()
        self.done = {""}
        self.begin("figure")
        folder = self.folder if self.project.folder else None
        return dict(self.project.runner.run(self.project.stages, self.config, (), folder))

    def written(self) -> list[str]:
        """Return the files in the outputs folder."""
        return sorted(name[len("outputs/") :] for name in self.files() if name.startswith("outputs/"))

    def expected(self, name: str, of: str = "") -> Any:
        """Return a recorded output of the stage that was called last, or of another stage or function."""
        if self.update and not of:
            self.check(**{name: self.results[name]})
        outputs = self.recordings.get(of or self.stage, {}).get("outputs", {})
        assert name in outputs, f"no {name} of {of or self.stage} is recorded; run pytest --update-recorded"
        return restore(outputs[name])

    def argument(self, name: str, of: str) -> Any:
        """Return a recorded argument of a function."""
        return restore(self.recordings[of]["inputs"][name])

    def check(self, of: str = "", /, **values: Any) -> None:
        """Compare values with recorded outputs of the stage that was called last, or of another stage or function."""
        observed = {name: describe(value, self.package) for name, value in values.items()}
        self.compare(of or self.stage, "outputs", observed)

    def check_effects(self) -> None:
        """Compare what the last stage logged, drew and wrote, and which of its arguments it changed."""
        self.compare(self.stage, "effects", self.observed_effects())

    def observed_effects(self) -> dict[str, Any]:
        """Return what the last stage logged, drew and wrote, and which of its arguments it changed."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        figures = [describe(pyplot.figure(number)) for number in pyplot.get_fignums()] if pyplot else []
        effects = {**self.effects, "open figures": figures, "files": self.new_files()}
        effects["log"] = [self.line(text) for text in effects["log"][:LINES]]
        return {name: value for name, value in effects.items() if value}

    def compare(self, name: str, part: str, observed: dict[str, Any]) -> None:
        """Compare descriptions with those in a recording, or record them."""
        observed = json.loads(json.dumps(observed))
        recording = self.recordings.setdefault(name, {})
        if self.update:
            recording[part] = {**recording.get(part, {}), **observed} if part == "outputs" else observed
            self.file.write_text(to_text(self.recordings) + "\n", "utf-8")
        assert part in recording, f"nothing is recorded of {name}; run pytest --update-recorded"
        expected = recording[part]
        for key in observed if part == "outputs" else {**expected, **observed}:
            found = difference(expected.get(key), observed.get(key))
            assert not found, f"{name}, {key}: {found}"

    def save_figure(self, name: str, figure: Any) -> None:
        """Describe a figure, and write an empty file: drawing it would take a second."""
        self.effects["figures"].setdefault(name, []).append(describe(figure))
        self.draw(name, _NoFigure())

    def emit(self, record: logging.LogRecord) -> None:
        """Note a message of a stage."""
        if record.name.rpartition(".")[2] not in ("runner", "artifacts"):
            self.effects.setdefault("log", []).extend(record.getMessage().split("\n"))

    def line(self, text: str) -> str:
        """Return a line without what differs between runs: spaces, addresses, the folder."""
        return " ".join(re.sub("0x[0-9a-fA-F]{6,}", "0x", text.replace(str(self.home), "")).split())[:WIDTH]

    def files(self) -> dict[str, Any]:
        """Return size and time of the files in the run's folder."""
        found = {file: file.stat() for file in sorted(self.home.rglob("*")) if file.is_file() and not file.is_symlink()}
        return {
            file.relative_to(self.home).as_posix(): (stat.st_size, stat.st_mtime_ns) for file, stat in found.items()
        }

    def new_files(self) -> dict[str, Any]:
        """Return new and changed files, the lines of text files."""
        found: dict[str, Any] = {}
        for name, stamp in self.files().items():
            if self.stamps.get(name) != stamp and not name.startswith(("outputs/figures/", "outputs/models/")):
                lines = (self.home / name).read_text("utf-8", "replace").splitlines() if name.endswith(TEXTS) else []
                found[name] = [len(lines), *map(self.line, lines[:LINES])]
        return found


class _NoFigure:
    def savefig(self, path: Path, **_: Any) -> None:
        Path(path).touch()


def _link(file: Path, target: Path) -> None:
    try:
        target.symlink_to(file)
    except OSError:  # Windows lets only some users make links
        shutil.copyfile(file, target)


def _copies(values: dict[str, Any]) -> dict[str, Any]:
    try:
        return copy.deepcopy(values)
    except Exception:  # libraries refuse copies with errors of all kinds; the stage then gets the objects themselves
        return values
