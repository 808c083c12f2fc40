"""Runs a hardened project as its command line does, and compares what its stages give with what the notebook had."""

from __future__ import annotations

import importlib
import os
import sys
import time
from typing import Any

from .compare import compare
from .describe import describe
from .describe_type import observed, words
from .figures import picture
from .notes import Notes, by_key, read_node, read_notes
from .process import die_with_parent, peak_memory


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
    watch = _Watch(notes, spec)
    watch.stages(modules["runner"])
    watch.figures(modules["artifacts"])
    notes.say("stages", names=[stage.name for stage in modules["pipeline"].STAGES])
    try:
        status = modules["cli"].main(["run", "--output", spec["outputs"]])
    except Exception as error:  # noqa: BLE001  whatever a stage raises is the outcome of the run
        where = " ".join(getattr(error, "__notes__", []))
        notes.say("failed", error=f"{type(error).__name__}: {error}", where=where)
    else:
        notes.say("finished", status=status, memory=peak_memory(), modules=_modules())


def _modules() -> list[str]:
    return sorted(
        {name.partition(".")[0] for name, module in list(sys.modules.items()) if module is not None}
    )


class _Watch:
    """Looks at what stages give and at figures before they are saved."""

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
        """Look at what each stage gives."""
        perform = runner.perform

        def performed(stage: Any, values: Any) -> Any:
            begin = time.perf_counter()
            results = perform(stage, values)
            seconds = time.perf_counter() - begin
            for name, value in results.items():
                self.value(stage.name, name, value)
            self.notes.say("stage", name=stage.name, seconds=seconds)
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
                "the notebook's run did not come to it"
                if key
                else "the notebook has no name for it, it only prints it"
            )
        self.notes.keep(
            "verdict", node, stage=stage, name=name, key=key, verdict=verdict, why=why, kind=words(value),
            observed=observed(value),
        )  # fmt: skip

    def figures(self, artifacts: Any) -> None:
        """Look at each figure that is saved."""
        save = artifacts._save_figure  # noqa: SLF001  the template is ours

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
        self.notes.keep(
            "figure", node, key=key, name=f"{name}{number}", verdict=verdict, why=why, image=image
        )

    def against(self, key: str, node: Any) -> tuple[str, str]:
        """Compare a figure with one of the notebook."""
        if key not in self.expected:
            return "not compared", "the notebook shows no figure there"
        return compare(read_node(self.folder, self.expected[key]["file"]), node)
