"""Imports modules, and nothing else: so that they are compiled, and that a fork server has imported its own."""

from __future__ import annotations

import importlib
from typing import Any

from .notes import Notes
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Import modules; one that fails is left to the run that needs it, which reports it.

    Args:
        spec: `out`, a folder for the notes; `modules`, the modules in order.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for name in spec["modules"]:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001  code of the project may raise anything
            notes.write("failed", name=name, error=repr(error))
