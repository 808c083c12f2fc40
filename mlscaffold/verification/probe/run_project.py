"""Runs a hardened project through its command line, and compares its values with the notebook's."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from .compare import Comparison, compare_nodes, summary
from .describe import describe
from .figures import picture
from .notes import Notes, read_node, read_notes
from .process import die_with_parent
from .project_text import ProjectText
from .project_values import Values
from .runtime_modules import runtime_module


def main(spec: dict[str, Any]) -> None:
    """Run the project.

    Args:
        spec: `out`, a folder for the notes; `notebook`, the folder with the notebook's notes; `package`; `keys`, for
            each `stage/name` the key under which the notebook's value was noted; `source`, the
            folder to import it from, "" where it is installed; `outputs`, the folder that the run writes to; `figures`,
            for each stem of a figure's file the cell that draws it; `names`, `fields`, `places` and `renamed` as in
            `Values`.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    if spec["source"]:
        sys.path.insert(0, spec["source"])
    os.environ["MPLBACKEND"] = "Agg"
    package = spec["package"]
    text = ProjectText(notes, package)
    modules = {name: runtime_module(package, name) for name in ("cli", "runner", "artifacts")}
    importlib.import_module(f"{package}.pipeline")
    values = Values(notes, spec)
    values.observe(modules["runner"], text)
    modules["runner"].close_connections = lambda _: None  # the values are compared after the run
    _Figures(notes, spec).observe(modules["artifacts"])
    finished = _run(notes, modules["cli"], spec["outputs"])
    text.write()
    if finished:
        values.compare_at_end()


def _run(notes: Notes, cli: Any, outputs: str) -> bool:
    """Run the command, note how it ended, and return whether it ended well."""
    status = 1
    try:
        status = cli.main(["run", "--output", outputs])
    except SystemExit as stop:
        notes.write("failed", error=f"SystemExit: {stop.code}", where="")
    except Exception as error:  # noqa: BLE001  whatever a stage raises is the outcome of the run
        where = " ".join(getattr(error, "__notes__", []))
        notes.write("failed", error=f"{type(error).__name__}: {error}", where=where)
    else:
        if status:
            notes.write("failed", error=f"The command ended with status {status}.", where="")
        else:
            notes.write("finished")
    return not status


class _Figures:
    """Compares figures before they are saved."""

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes = notes
        self.folder = spec["notebook"]
        self.cells = spec["figures"]
        self.figure_counts: dict[str, int] = {}
        self.shown = [note for note in read_notes(self.folder) if note["what"] == "figure"]
        self.expected = {note["key"]: note for note in self.shown}

    def observe(self, artifacts: Any) -> None:
        """Compare each figure that is saved."""
        save = artifacts._save_figure  # noqa: SLF001  our own template

        def saved(name: str, figure: Any) -> None:
            self.figure(name, figure)
            save(name, figure)

        artifacts._save_figure = saved  # noqa: SLF001

    def figure(self, name: str, figure: Any) -> None:
        self.figure_counts[name] = self.figure_counts.get(name, 0) + 1
        number = f"-{self.figure_counts[name]}" if self.figure_counts[name] > 1 else ""
        node = describe(figure)
        key = f"{self.cells.get(name, 0)}-{self.figure_counts[name]}"
        if key not in self.expected:  # a function of the notebook draws it, whichever cell calls that
            key = next((k for k in self.expected if not self.against(k, node).differences), key)
        found = self.against(key, node)
        verdict, why = summary(found.differences, found.opaque)
        self.expected.pop(key, None)
        image = self.notes.picture(picture(figure))
        self.notes.write(
            "figure", key=key, name=f"{name}{number}", verdict=verdict, why=why, image=image,
            places=found.differences, cut=found.cut, opaque=found.opaque, largest=found.largest,
        )  # fmt: skip

    def against(self, key: str, node: Any) -> Comparison:
        """Compare a figure with one of the notebook."""
        if key not in self.expected:
            return Comparison([("", "the notebook shows no such figure")])
        return compare_nodes(read_node(self.folder, self.expected[key]["file"]), node)
