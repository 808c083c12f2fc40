"""Runs a notebook once, and notes its values at the end of stages and at its own end, its figures, its text and errors."""

from __future__ import annotations

import os
import re
import sys
import time
import types
from typing import Any

from .bytecode import keep_bytecode
from .clock import shift_clock
from .describe import describe, describe_code
from .figures import handlers, pass_to_handlers, picture
from .kernel_magics import ignore_magics
from .notes import Notes
from .observe_value import size_of
from .process import die_with_parent, loaded_modules, seed
from .read_files import ReadFiles
from .shell import Shell
from .side_effects import WrittenFiles
from .transcript import Descriptor

MISSING = object()
END = "end:"
"""Begins the keys of values at the notebook's end; the name follows."""
HISTORY = re.compile(
    r"_+|_i{1,3}|_i?\d+|_[iod]h|In|Out|_exit_code|__(?:(?:conditional_)?annotat(?:e|ions)|warningregistry)__"
)
"""Names that IPython itself or Python binds."""
leave = os._exit
now, stopwatch = time.time, time.perf_counter  # taken before the clock is shifted


def main(spec: dict[str, Any]) -> None:
    """Run the cells.

    Args:
        spec: `out`, a folder for the notes; `cells`, each with `number`, `source`, `python`, `tags` and `captures`:
            lists of a line (0 for the end of the cell), the key to note a value under and the variable's name ("" for
            the value that the cell shows last); `seed`, a number or None; `libraries`, those that have
            random numbers of their own to be seeded; `source`, a folder to import
            from, "" for none; `package`, the project's package; `later`, seconds to shift the clock by, 0 for none;
            `imported`, names that are no values at the notebook's end, None to note nothing there; `roots`, folders
            below which the files are noted that each cell reads; `ignored`, magics that do nothing where the shell does
            not know them; `bytecode`, a folder for the compiled files of libraries, "" for none.
    """
    die_with_parent()
    keep_bytecode(spec.get("bytecode", ""), [cell["python"] for cell in spec["cells"]])
    if spec["source"]:
        sys.path.insert(0, spec["source"])
    notes = Notes(spec["out"])
    run = _Run(notes, spec)
    for cell in spec["cells"]:
        if not run.cell(cell):
            break
    else:
        run.at_end()
        notes.write("finished", modules=loaded_modules())


def failure(error: str) -> dict[str, Any]:
    """Return the event of what a notebook shows of a cell that is allowed to fail."""
    text = error if ": " in error else f"{error}: "
    return {"how": "print", "text": f"{text}\n", "also": [], "by": ""}


class _Run:
    """A run in progress."""

    def __init__(self, notes: Notes, spec: dict[str, Any]) -> None:
        self.notes = notes
        self.package = spec.get("package", "")
        if spec["seed"] is not None:
            seed(spec["seed"], spec["libraries"])
        self.imported = spec["imported"]
        self.captures: list[Any] = []
        self.number = 0
        self.ran: list[int] = []
        self.figure_number = 0
        self.shell = Shell(self.on_statement)
        ignore_magics(self.shell.ipython, spec.get("ignored", ()))
        self.descriptor = Descriptor(self.shell.transcript)
        self.files = WrittenFiles()
        self.read_files = ReadFiles(spec.get("roots", []))
        handlers.append(self.figure)
        shift_clock(spec["later"], "__main__")

    def cell(self, cell: dict[str, Any]) -> bool:
        """Run a cell, and return whether the next one may run."""
        self.number, self.figure_number = cell["number"], 0
        self.ran.append(self.number)
        self.captures = cell["captures"]
        lines = tuple(capture[0] or sys.maxsize for capture in self.captures)
        self.notes.write("start", cell=self.number)
        self.files.take()
        self.read_files.take()
        begin = stopwatch()
        self.shell.inspections = frozenset(cell.get("inspections", ()))
        outcome = self.shell.run(cell["source"], cell["python"], lines)
        if self.notes.is_copy():
            leave(
                0
            )  # a copy that the cell has forked runs no other cell, as in a notebook: its kernel is gone
        seconds = stopwatch() - begin
        pass_to_handlers()
        if not outcome.error:
            self.after_cell(outcome.value)
        self.notes.write(
            "cell", cell=self.number, seconds=seconds, end=now(), text=outcome.text, error=outcome.error,
            line=outcome.line, inside=self.ran[outcome.cell - 1] if outcome.cell else self.number,
            called=outcome.called, written=self.files.take(),
            read=self.read_files.take(), secrets=self.read_files.take_secrets(),
        )  # fmt: skip
        allowed = bool(outcome.error) and "raises-exception" in cell["tags"]
        shown = [failure(outcome.error)] if allowed else []
        self.notes.write_json("text", [*outcome.events, *shown], cell=self.number, cut=outcome.cut)
        return allowed or not outcome.error

    def on_statement(self, place: int) -> None:
        """Note a value before the statement that is about to run."""
        _, key, name = self.captures[place]
        self.note(key, self.shell.namespace.get(name, MISSING))

    def after_cell(self, shown: Any) -> None:
        for line, key, name in self.captures:
            if not line:
                self.note(key, shown if not name else self.shell.namespace.get(name, MISSING))

    def note(self, key: str, value: Any) -> None:
        if value is MISSING:
            self.notes.write_node("value", {"kind": "unbound"}, key=key, cell=self.number, kind="unbound")
        else:
            node = describe(value, self.package)
            self.notes.write_node("value", node, key=key, cell=self.number, kind=size_of(value))

    def at_end(self) -> None:
        """Note the values that are alive at the notebook's end; modules and what IPython binds are none."""
        if self.imported is None:
            return
        modules: dict[str, Any] = dict(sys.modules)
        starred = [modules[name[1:]] for name in self.imported if name[0] == "*" and name[1:] in modules]
        for name, value in list(self.shell.namespace.items()):
            own = name not in self.shell.own and not HISTORY.fullmatch(name) and name not in self.imported
            others = any(getattr(module, name, MISSING) is value for module in starred)
            if own and not others and not isinstance(value, types.ModuleType):
                code = isinstance(value, (types.FunctionType, type))
                node = (describe_code if code else describe)(value, self.package)
                kind = "definition" if code else size_of(value)
                self.notes.write_node("value", node, key=f"{END}{name}", cell=self.number, kind=kind)

    def figure(self, figure: Any) -> None:
        """Note a figure that is shown."""
        self.figure_number += 1
        node, image = describe(figure), self.notes.picture(picture(figure))
        self.notes.write_node(
            "figure", node, key=f"{self.number}-{self.figure_number}", cell=self.number, image=image
        )
