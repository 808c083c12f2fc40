"""Runs a hardened project through its command line, and compares the outputs of its stages with the notebook's values."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from .compare import compare
from .describe import describe
from .figures import picture
from .notes import Notes, by_key, read_node, read_notes
from .observe_value import size_of, type_of
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Run the project.

    Args:
        spec: `out`, a folder for the notes; `notebook`, the folder with the notebook's notes; `package`; `keys`, for
            each `stage/name` the key under which the notebook's value was noted; `source`, the
            folder to import it from, "" where it is installed; `outputs`, the folder that the run writes to; `figures`,
            for each stem of a figure's file the cell that draws it.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    if spec["source"]:
        sys.path.insert(0, spec["source"])
    os.environ["MPLBACKEND"] = "Agg"
    package = spec["package"]
    modules = {
        name: importlib.import_module(f"{package}.{name}")
        for name in ("cli", "runner", "artifacts", "pipeline")
    }
    observer = _Observer(notes, spec)
    observer.stages(modules["runner"])
    observer.figures(modules["artifacts"])
    try:
        modules["cli"].main(["run", "--output", spec["outputs"]])
    except Exception as error:  # noqa: BLE001  whatever a stage raises is the outcome of the run
        where = " ".join(getattr(error, "__notes__", []))
        notes.say("failed", error=f"{type(error).__name__}: {error}", where=where)
    else:
        notes.say("finished")


class _Observer:
    """Compares outputs of stages, and figures before they are saved."""

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes = notes
        self.package = spec["package"]
        self.folder = spec["notebook"]
        self.keys = spec["keys"]
        self.values = by_key(self.folder, "value")
        self.cells = spec["figures"]
        self.drawn: dict[str, int] = {}
        self.shown = [note for note in read_notes(self.folder) if note["what"] == "figure"]
        self.expected = {note["key"]: note for note in self.shown}

    def stages(self, runner: Any) -> None:
        """Compare the outputs of each stage."""
        perform = runner.perform

        def performed(stage: Any, values: Any) -> Any:
            results = perform(stage, values)
            for name, value in results.items():
                self.value(stage.name, name, value)
            return results

        runner.perform = performed

    def value(self, stage: str, name: str, value: Any) -> None:
        node = describe(value, self.package)
        key = self.keys.get(f"{stage}/{name}", "")
        if key in self.values:
            verdict, why = compare(read_node(self.folder, self.values[key]["file"]), node)
        else:
            verdict = "not compared"
            why = (
                "the notebook's run ended before it" if key else "the notebook only prints it, without a name"
            )
        self.notes.say(
            "verdict", stage=stage, name=name, key=key, verdict=verdict, why=why, kind=size_of(value),
            observed=type_of(value),
        )  # fmt: skip

    def figures(self, artifacts: Any) -> None:
        """Compare each figure that is saved."""
        save = artifacts._save_figure  # noqa: SLF001  our own template

        def saved(name: str, figure: Any) -> None:
            self.figure(name, figure)
            save(name, figure)

        artifacts._save_figure = saved  # noqa: SLF001

    def figure(self, name: str, figure: Any) -> None:
        self.drawn[name] = self.drawn.get(name, 0) + 1
        number = f"-{self.drawn[name]}" if self.drawn[name] > 1 else ""
        node = describe(figure)
        key = f"{self.cells.get(name, 0)}-{self.drawn[name]}"
        if key not in self.expected:  # a function of the notebook draws it, whichever cell calls that
            key = next((k for k in self.expected if self.against(k, node)[0] == "equal"), key)
        verdict, why = self.against(key, node)
        self.expected.pop(key, None)
        image = self.notes.picture(picture(figure))
        self.notes.say("figure", key=key, name=f"{name}{number}", verdict=verdict, why=why, image=image)

    def against(self, key: str, node: Any) -> tuple[str, str]:
        """Compare a figure with one of the notebook."""
        if key not in self.expected:
            return "not compared", "the notebook shows no figure there"
        return compare(read_node(self.folder, self.expected[key]["file"]), node)
