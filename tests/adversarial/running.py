"""Runs a notebook, or the project made from it, in a process of its own, and reports how it ended.

Runs in the interpreter with the notebook's libraries; imports nothing of mlscaffold.
"""

from __future__ import annotations

import io
import json
import os
import random
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


class _Shell(InteractiveShell):
    """A shell without a terminal, which knows no graphical interface."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: plots are drawn by the backend that the environment names."""


def notebook(path: str) -> dict[str, Any]:
    """Run a notebook's cells as Jupyter does, up to the first that fails and has no tag that allows it.

    Args:
        path: the notebook, nbformat 4.

    Returns:
        `status`, 1 if a cell failed, and `error`, its error.
    """
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    _begin(Path(path).parent)
    sys.path.insert(0, "")
    shell = _Shell.instance(config=Config(HistoryManager={"enabled": False}))
    sys.modules["__main__"] = shell.user_module
    for cell in document["cells"]:
        if cell["cell_type"] != "code":
            continue
        result = shell.run_cell(cell["source"], store_history=True)  # type: ignore[no-untyped-call]
        if not result.success and "raises-exception" not in cell["metadata"]["tags"]:
            return {"status": 1, "error": repr(result.error_in_exec or result.error_before_exec)}
    return {"status": 0, "error": ""}


def project(folder: str, package: str) -> dict[str, Any]:
    """Run a project's whole pipeline as `python -m PACKAGE run` does.

    Args:
        folder: the project.
        package: its import package.

    Returns:
        `status`, the command's exit status, and `error`, the error that ended it.
    """
    _begin(Path(folder))
    sys.path.insert(0, str(Path(folder, "src")))
    sys.argv = [package, "run"]
    try:
        runpy.run_module(package, run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        return {"status": status, "error": f"exit {stop.code}" if status else ""}
    except BaseException as error:  # noqa: BLE001  # the project's own code may raise anything
        traceback.print_exc()
        return {"status": 1, "error": repr(error)}
    return {"status": 0, "error": ""}


def _begin(folder: Path) -> None:
    """Start as a new process would: in the folder, with random numbers of its own, both outputs in order."""
    os.chdir(folder)
    random.seed()
    np.random.seed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, write_through=True)
