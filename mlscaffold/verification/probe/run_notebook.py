"""Runs a notebook once, and notes its values at the end of stages, its figures, its output and errors."""

from __future__ import annotations

import sys
import time
from typing import Any

from .describe import describe
from .figures import hand_over, handlers, picture
from .notes import Notes
from .observe_value import size_of
from .process import die_with_parent, loaded_modules, seed
from .shell import Shell

MISSING = object()


def main(spec: dict[str, Any]) -> None:
    """Run the cells.

    Args:
        spec: `out`, a folder for the notes; `cells`, each with `number`, `source`, `python`, `tags` and `captures`:
            lists of a line (0 for the end of the cell), the key to note a value under and the variable's name ("" for
            the value that the cell shows last); `seed`, a number or None; `libraries`, those that have
            random numbers of their own to be seeded; `source`, a folder to import
            from, "" for none; `package`, the project's package.
    """
    die_with_parent()
    if spec["source"]:
        sys.path.insert(0, spec["source"])
    notes = Notes(spec["out"])
    run = _Run(notes, spec)
    for cell in spec["cells"]:
        if not run.cell(cell):
            break
    else:
        notes.say("finished", modules=loaded_modules())


class _Run:
    """A run in progress."""

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes = notes
        self.package = spec.get("package", "")
        if spec["seed"] is not None:
            seed(spec["seed"], spec["libraries"])
        self.captures: list[Any] = []
        self.number = 0
        self.ran: list[int] = []
        self.drawn = 0
        self.shell = Shell(self.reached)
        handlers.append(self.figure)

    def cell(self, cell: dict[str, Any]) -> bool:
        """Run a cell, and return whether the next one may run."""
        self.number, self.drawn = cell["number"], 0
        self.ran.append(self.number)
        self.captures = cell["captures"]
        lines = tuple(capture[0] or sys.maxsize for capture in self.captures)
        self.notes.say("start", cell=self.number)
        begin = time.perf_counter()
        outcome = self.shell.run(cell["source"], cell["python"], lines)
        seconds = time.perf_counter() - begin
        hand_over()
        if not outcome.error:
            self.at_the_end(outcome.value)
        self.notes.say(
            "cell", cell=self.number, seconds=seconds, end=time.time(), text=outcome.text, error=outcome.error,
            line=outcome.line, inside=self.ran[outcome.cell - 1] if outcome.cell else self.number,
            called=outcome.called,
        )  # fmt: skip
        return not outcome.error or "raises-exception" in cell["tags"]

    def reached(self, place: int) -> None:
        """Note a value before the statement that is about to run."""
        _, key, name = self.captures[place]
        self.note(key, self.shell.namespace.get(name, MISSING))

    def at_the_end(self, shown: Any) -> None:
        for line, key, name in self.captures:
            if not line:
                self.note(key, shown if not name else self.shell.namespace.get(name, MISSING))

    def note(self, key: str, value: Any) -> None:
        if value is MISSING:
            self.notes.keep("value", {"kind": "unbound"}, key=key, cell=self.number, kind="unbound")
        else:
            node = describe(value, self.package)
            self.notes.keep("value", node, key=key, cell=self.number, kind=size_of(value))

    def figure(self, figure: Any) -> None:
        """Note a figure that is shown."""
        self.drawn += 1
        node, image = describe(figure), self.notes.picture(picture(figure))
        self.notes.keep("figure", node, key=f"{self.number}-{self.drawn}", cell=self.number, image=image)
