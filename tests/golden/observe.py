"""Runs a notebook, or the project made from it, and stores their values and figures.

Runs in the interpreter with the notebook's libraries; imports nothing of mlscaffold.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import pickle
import runpy
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import matplotlib.pyplot as plt
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from matplotlib_inline.config import InlineBackend
from traitlets.config import Config

from tests.golden import figures, structure

STARRED = (math, np)


class _Shell(InteractiveShell):
    """A shell without a terminal, whose plots go nowhere and whose pip installs nothing."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        return gui, "agg"

    def system(self, command: str) -> None:
        if not command.startswith(("pip ", "python -m pip ", "conda ")):
            super().system(command)  # type: ignore[no-untyped-call]


def _shell() -> _Shell:
    settings = Config(HistoryManager={"enabled": False})
    shell = _Shell.instance(config=settings)
    configurables: list[Any] = shell.configurables
    configurables.append(InlineBackend.instance(parent=shell))
    return shell


class _Shown:
    """The figures that Jupyter would have shown: each is shown and closed at `show` and when its cell ends."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def show(self) -> None:
        for number in plt.get_fignums():
            self.add(plt.figure(number))
        plt.close("all")

    def add(self, figure: Figure) -> None:
        if not any(figure is each for each in self.figures):
            self.figures.append(figure)

    def described(self) -> list[Any]:
        return [figures.describe(figure) for figure in self.figures if figure.axes]


def _fresh(folder: str) -> None:
    """Start as a new process would: in the folder, with random numbers of its own."""
    os.chdir(folder)
    np.random.seed(None)


def notebook(path: str, out: str, broken: list[int]) -> dict[str, Any]:
    """Run a notebook's cells as Jupyter does and store the last value of each name.

    Args:
        path: the notebook, nbformat 4.
        out: file for the values.
        broken: numbers of the code cells that are known to fail.

    Returns:
        `failed`, the numbers and errors of the other cells that fail, and `names`, the names that were stored.
    """
    cells = [
        c for c in json.loads(Path(path).read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"
    ]
    _fresh(str(Path(path).parent))
    sys.path.insert(0, "")
    shell, shown, failed = _shell(), _Shown(), []
    plt.show = lambda *_, **__: shown.show()
    for number, cell in enumerate(cells, 1):
        result = shell.run_cell("".join(cell["source"]), store_history=True)  # type: ignore[no-untyped-call]
        if isinstance(result.result, Figure):
            shown.add(result.result)
        shown.show()
        if not result.success and number not in broken:
            failed.append(f"cell {number}: {result.error_in_exec or result.error_before_exec!r}")
    values = {name: value for name, value in shell.user_ns.items() if structure.is_data(name, value)}
    values = {name: structure.plain(v, "__main__") for name, v in values.items() if not _is_starred(name, v)}
    _store(out, {"values": values, "figures": shown.described()})
    return {"failed": failed, "names": sorted(values)}


def _is_starred(name: str, value: Any) -> bool:
    """Return whether a name comes from `from math import *` or `from numpy import *`."""
    return any(getattr(module, name, structure) is value for module in STARRED)


def _store(out: str, observed: dict[str, Any]) -> None:
    Path(out).write_bytes(pickle.dumps(observed))


class _Locals:
    """The last value of each local name of each function in a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._latest: dict[tuple[str, str, int], Any] = {}

    def note(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if (
            event == "return"
            and code.co_filename.startswith(self._folder)
            and not code.co_name.startswith("<")
        ):
            where = (code.co_filename, code.co_firstlineno)
            data = ((name, value) for name, value in frame.f_locals.items() if structure.is_data(name, value))
            self._latest.update({(name, *where): value for name, value in data})

    @contextmanager
    def noted(self) -> Iterator[None]:
        sys.setprofile(self.note)
        threading.setprofile(self.note)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def items(self) -> list[tuple[str, Any]]:
        return [(name, value) for (name, _, _), value in self._latest.items()]

    def values(self) -> list[Any]:
        return list(self._latest.values())


def project(
    folder: str, package: str, elsewhere: str, out: str, environment: dict[str, str]
) -> dict[str, Any]:
    """Run a hardened project's whole pipeline and store the last value of each name of its functions.

    Args:
        folder: the project.
        package: its import package.
        elsewhere: an empty folder to run in, so that paths must resolve from the project.
        out: file for the values.
        environment: environment variables that it needs.

    Returns:
        `status`, the exit status of `python -m PACKAGE run`, or its traceback.
    """
    _fresh(elsewhere)
    os.environ.update(environment)
    sys.path.insert(0, str(Path(folder, "src")))
    sys.argv = [package, "run"]
    saved, local = _saved_figures(), _Locals(str(Path(folder, "src", package)))
    status: Any = 0
    with local.noted():
        try:
            runpy.run_module(package, run_name="__main__", alter_sys=True)
        except SystemExit as stop:
            status = stop.code or 0
        except Exception:  # noqa: BLE001  # the project's own code may raise anything
            status = traceback.format_exc()[-1500:]
    values: dict[str, list[Any]] = {}
    for name, value in local.items():
        values.setdefault(name, []).append(structure.plain(value, package))
    constants = {name: structure.plain(value, package) for name, value in _constants(local, package)}
    _store(out, {"values": values, "constants": constants, "figures": saved.described()})
    return {"status": status}


def _saved_figures() -> _Shown:
    saved, save = _Shown(), Figure.savefig

    def savefig(figure: Figure, *args: Any, **options: Any) -> None:
        saved.add(figure)
        save(figure, *args, **options)

    patch.object(Figure, "savefig", savefig).start()
    return saved


def _constants(local: _Locals, package: str) -> Iterator[tuple[str, Any]]:
    """Return the values outside functions: constants of the package's modules, and fields of its Config."""
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == package]
    for module in modules:
        yield from ((n, v) for n, v in vars(module).items() if structure.is_data(n, v))
    for value in local.values():
        if dataclasses.is_dataclass(value) and type(value).__module__ == f"{package}.config":
            yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))


def imported(source: str, module: str, elsewhere: str) -> dict[str, Any]:
    """Import a module in an empty folder and return the files that this writes.

    Returns:
        `written`, the names of new files.
    """
    _fresh(elsewhere)
    sys.path.insert(0, source)
    __import__(module)
    return {"written": sorted(path.name for path in Path(elsewhere).iterdir())}


def compared(expected: str, actual: str, ignore: list[str]) -> dict[str, Any]:
    """Compare a project's stored values with the notebook's.

    Args:
        expected: what `notebook` stored.
        actual: what `project` stored.
        ignore: names whose values differ from run to run.

    Returns:
        `expected`, `local` (found as a function's local) and `found` names, `differ` (name and where), and `figures`
        (titles of the figures that the project lacks).
    """
    want, got = (pickle.loads(Path(path).read_bytes()) for path in (expected, actual))
    values = {
        n: v for n, v in want["values"].items() if n not in ignore and not isinstance(v, structure.Opaque)
    }
    candidates = {name: _candidates(name, got) for name in values}
    found = {name: matches for name, matches in candidates.items() if matches}
    compared = {
        name: [structure.difference(values[name], value) for value in matches]
        for name, matches in found.items()
    }
    return {
        "expected": sorted(values),
        "local": sorted(set(values) & set(got["values"])),
        "found": sorted(found),
        "differ": {name: differences[-1] for name, differences in compared.items() if all(differences)},
        "figures": [_titles(figure) for figure in want["figures"] if not _drawn(figure, got["figures"])],
    }


def _candidates(name: str, got: dict[str, Any]) -> list[Any]:
    """Return the values under a name, or under its spelling in the project: lower case, `sum_` for `sum`."""
    if name in got["values"]:
        return list(got["values"][name])
    matches = [
        value
        for other, values in got["values"].items()
        if _spelling(other) == _spelling(name)
        for value in values
    ]
    return matches + [
        value for other, value in got["constants"].items() if _spelling(other) == _spelling(name)
    ]


def _spelling(name: str) -> str:
    return name.lower().strip("_")


def _drawn(figure: list[Any], others: list[Any]) -> bool:
    want = structure.plain(figure, "")
    return any(structure.difference(want, structure.plain(other, "")) is None for other in others)


def _titles(figure: list[Any]) -> str:
    return " | ".join(axes["texts"][0] or "untitled" for axes in figure)
