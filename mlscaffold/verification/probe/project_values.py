"""Compares the outputs and local variables of stages with the notebook's values, and at the end all that is alive there."""

from __future__ import annotations

import dataclasses
import dis
import sys
import types
from functools import cache
from typing import Any

from .compare import compare_nodes, summary
from .describe import describe, describe_code
from .notes import Notes, by_key, read_node
from .observe_value import size_of, type_of
from .project_text import ProjectText
from .run_notebook import END
from .stage_locals import with_locals

MISSING = object()


class Values:
    """Compares values; what stages hold is kept until the end, since later stages may change it.

    Args:
        notes: where the verdicts are written.
        spec: `package`; `notebook`, the folder with the notebook's notes; `keys`, for each `stage/name` the key under
            which the notebook's value was noted; `root`, the project's folder; `fields`, names that have become fields
            of the configuration; `places`, names that have become names of modules, with module and name; `renamed`,
            variables with another name in the project; `originals`, functions and classes with another name in the
            notebook.
    """

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes, self.spec = notes, spec
        self.folder, self.keys = spec["notebook"], spec["keys"]
        self.values = by_key(self.folder, "value")
        self.alive: dict[str, tuple[str, Any]] = {}
        self.modules: dict[str, dict[str, Any]] = {}
        self.config: Any = None

    def observe(self, runner: Any, text: ProjectText) -> None:
        """Compare the values of each stage that runs."""
        perform, run = runner.perform, runner.run

        def perform_and_compare(stage: Any, values: Any) -> Any:
            found: dict[str, Any] = {}
            text.begin(stage.name)
            self.notes.write("stage", name=stage.name)
            observed = dataclasses.replace(stage, function=with_locals(stage.function, found.update))
            results = perform(observed, values)
            text.begin("")
            self.stage(stage, results, found, values)
            return results

        def run_with_config(stages: Any, config: Any, *more: Any) -> Any:
            self.config = config
            return run(stages, config, *more)

        runner.perform, runner.run = perform_and_compare, run_with_config

    def stage(self, stage: Any, results: dict[str, Any], found: dict[str, Any], inputs: Any) -> None:
        """Compare the outputs of a stage and its local variables; an input that it only reads is none."""
        self.modules[stage.name] = getattr(stage.function, "__globals__", {})
        for name, value in results.items():
            self.output(stage.name, name, value)
        prefix = f"{stage.name}/"
        for place in (place for place in self.keys if place.startswith(prefix)):
            name = place[len(prefix) :]
            value = found.get(name, self.of_module(stage.name, name))
            passed = name in inputs and inputs[name] is value
            if name not in results and value is not MISSING and not passed:
                self.against(self.keys[place], "local", stage.name, name, value)
        self.alive.update((name, (stage.name, value)) for name, value in {**found, **results}.items())

    def of_module(self, stage: str, name: str) -> Any:
        """Return a variable that functions bind in the module of a stage."""
        names = self.modules[stage]
        return names[name] if name in names and name in stored_globals(names) else MISSING

    def output(self, stage: str, name: str, value: Any) -> None:
        """Compare an output of a stage."""
        key = self.keys.get(f"{stage}/{name}", "")
        if key in self.values:
            self.against(key, "output", stage, name, value)
            return
        why = "the notebook's run ended before it" if key else "the notebook only prints it, without a name"
        self.verdict(key, "output", stage, name, value, verdict="not compared" if key else "unnamed", why=why)

    def compare_at_end(self) -> None:
        """Compare each value that is alive at the end of the notebook with what the project holds under its name."""
        for key, note in self.values.items():
            if not key.startswith(END):
                continue
            name = key[len(END) :]
            stage, value = self.holder(name)
            if value is not MISSING:
                self.against(key, "end", stage, name, value)
            elif note["kind"] != "definition":
                why = "the project has no variable of this name"
                self.verdict(key, "end", "", name, None, verdict="not compared", why=why, kind=note["kind"])

    def holder(self, name: str) -> tuple[str, Any]:
        """Return the stage and the object that a name of the notebook has at the end."""
        here = self.spec["renamed"].get(name, name)
        # A loop variable that nothing reads gets an underscore before it, a name of the module one after it.
        for known in (here, f"_{here}", f"{here}_"):
            if known in self.alive:
                return self.alive[known]
        if name in self.spec["fields"]:
            return "", getattr(self.config, self.spec["fields"][name], MISSING)
        module, known = self.spec["places"].get(name, ("", ""))
        if module:
            loaded = sys.modules.get(f"{self.spec['package']}.{module}")
            return "", getattr(loaded, known, MISSING)
        found = ((stage, self.of_module(stage, here)) for stage in reversed(self.modules))
        return next((one for one in found if one[1] is not MISSING), ("", MISSING))

    def against(self, key: str, where: str, stage: str, name: str, value: Any) -> None:
        """Compare a value with the notebook's."""
        note = self.values.get(key)
        if note is None:  # noted for another division into stages
            return
        of_code = note["kind"] == "definition" and isinstance(value, (types.FunctionType, type))
        make = describe_code if of_code else describe
        node = make(value, self.spec["package"], self.spec["originals"], self.spec["root"])
        found = compare_nodes(read_node(self.folder, note["file"]), node)
        verdict, why = summary(found.differences, found.opaque)
        self.verdict(
            key, where, stage, name, value, verdict=verdict, why=why, places=found.differences, cut=found.cut,
            opaque=found.opaque, largest=found.largest,
        )  # fmt: skip

    def verdict(self, key: str, where: str, stage: str, name: str, value: Any, **found: Any) -> None:
        """Write a verdict."""
        more = {"kind": size_of(value), "places": [], "cut": False, "opaque": [], "largest": 0.0, **found}
        if where == "output":
            more["observed"] = type_of(value)
        self.notes.write("verdict", key=key, where=where, stage=stage, name=name, **more)


def stored_globals(names: dict[str, Any]) -> frozenset[str]:
    """Return the global variables that functions of a module bind."""
    functions = [value for value in names.values() if isinstance(value, types.FunctionType)]
    own = [value.__code__ for value in functions if value.__globals__ is names]
    return frozenset(name for code in own for name in _stored(code))


@cache
def _stored(code: types.CodeType) -> frozenset[str]:
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    stored = {one.argval for one in dis.get_instructions(code) if one.opname == "STORE_GLOBAL"}
    return frozenset(stored.union(*map(_stored, inner)))
