"""Runs a project through its command line, and notes fingerprints of its values, its figures and its text."""

from __future__ import annotations

import dataclasses
import logging
import os
import sys
import types
from typing import Any

from .clock import shift_clock
from .describe import describe
from .fingerprint import fingerprint
from .notes import Notes
from .process import die_with_parent
from .project_text import ProjectText
from .runtime_modules import modules_without_notebook_code, runtime_module
from .stage_locals import with_locals

CODE = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type, logging.Logger)
"""Values that are no data."""


def main(spec: dict[str, Any]) -> None:
    """Run the project.

    Args:
        spec: `out`, a folder for the notes; `package`; `root`, the project's folder; `outputs`, the folder that the run
            writes to; `stages`, those to run with what they need, none for all; `later`, seconds to shift the clock by;
            `whole`, whether values and figures are written as nodes instead of fingerprints.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    if spec["later"]:
        shift_clock(spec["later"])
    sys.path.insert(0, os.path.join(spec["root"], "src"))
    os.environ["MPLBACKEND"] = "Agg"
    package = spec["package"]
    text = ProjectText(notes, package)
    observer = _Observer(notes, spec)
    try:
        modules = {name: runtime_module(package, name) for name in ("cli", "runner", "artifacts")}
        observer.watch(modules["runner"], modules["artifacts"], text)
        status = modules["cli"].main(["run", "--output", spec["outputs"], *spec["stages"]])
    except SystemExit as stop:
        notes.write("failed", error=f"SystemExit: {stop.code}", where="")
    except Exception as error:  # noqa: BLE001  whatever a stage raises is the outcome of the run
        where = " ".join(getattr(error, "__notes__", []))
        notes.write("failed", error=f"{type(error).__name__}: {error}", where=where)
    else:
        text.write()
        observer.at_end()
        notes.write(
            "finished" if not status else "failed", error=f"The command ended with status {status}.", where=""
        )


class _Observer:
    """Notes what stages hold; it is kept until the end, since later stages may change it."""

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes, self.spec = notes, spec
        self.alive: dict[str, Any] = {}
        self.last: dict[str, Any] = {}

    def watch(self, runner: Any, artifacts: Any, text: ProjectText) -> None:
        """Note the values of each stage that runs, each figure that is saved, and the settings."""
        perform, run, save = runner.perform, runner.run, artifacts._save_figure  # noqa: SLF001  our own template

        def perform_and_note(stage: Any, values: Any) -> Any:
            found: dict[str, Any] = {}
            text.begin(stage.name)
            results = perform(_with_locals(stage, found), values)
            text.begin("")
            self.stage(stage.name, results, found, values)
            return results

        def run_and_note(stages: Any, config: Any, *more: Any, **named: Any) -> Any:
            fields = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
            self.notes.write_json("settings", self.small(fields))
            return run(stages, config, *more, **named)

        def saved(name: str, figure: Any) -> None:
            self.write("figure", self.node(figure), name=name)
            save(name, figure)

        runner.perform, runner.run, artifacts._save_figure = perform_and_note, run_and_note, saved  # noqa: SLF001
        runner.close_connections = lambda _: None  # the values are noted after the run

    def stage(self, name: str, results: dict[str, Any], found: dict[str, Any], inputs: Any) -> None:
        """Note the outputs of a stage and its local variables; an input that it only reads is none."""
        local = {
            key: value
            for key, value in found.items()
            if key not in results
            and not isinstance(value, CODE)
            and not (key in inputs and inputs[key] is value)
        }
        nodes = {"outputs": self.nodes(results), "locals": self.nodes(local)}
        self.write("stage", nodes, name=name)
        self.alive.update({**local, **results})
        self.last.update({**nodes["locals"], **nodes["outputs"]})

    def at_end(self) -> None:
        """Note the constants of modules, and the values that later stages have changed."""
        self.notes.write_json("constants", self.small(dict(self.constants())))
        now = self.nodes(self.alive)
        self.write("end", {name: node for name, node in now.items() if node != self.last[name]})

    def constants(self) -> Any:
        """Yield name and value of each constant in a module of the project; a name that it imports is not its own."""
        package = self.spec["package"]
        others = modules_without_notebook_code(package) | {"settings"}
        for module_name, module in sorted(sys.modules.items()):
            inner = module_name[len(package) + 1 :]
            if not module_name.startswith(f"{package}.") or inner.startswith("_") or inner in others:
                continue
            for name, value in sorted(vars(module).items()):
                if not name.startswith("__") and not isinstance(value, CODE) and not _is_typing(value):
                    yield name, value

    def write(self, what: str, content: Any, **more: Any) -> None:
        (self.notes.write_node if self.spec["whole"] else self.notes.write_json)(what, content, **more)

    def nodes(self, values: dict[str, Any]) -> dict[str, Any]:
        return {str(name): self.node(value) for name, value in values.items()}

    def node(self, value: Any) -> Any:
        node = describe(value, self.spec["package"], root=self.spec["root"])
        return node if self.spec["whole"] else fingerprint(node)

    def small(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return fingerprints in any case: the notebook has no settings and no modules."""
        return {
            str(name): fingerprint(describe(value, self.spec["package"], root=self.spec["root"]))
            for name, value in values.items()
        }


def _with_locals(stage: Any, found: dict[str, Any]) -> Any:
    """Return a stage that hands over its local variables; one that is wrapped in something else has none to hand over."""
    function = stage.function
    if not isinstance(function, types.FunctionType) or hasattr(function, "__wrapped__"):
        return stage
    return dataclasses.replace(stage, function=with_locals(function, found.update))


def _is_typing(value: Any) -> bool:
    return type(value).__module__ in ("typing", "__future__", "types")
