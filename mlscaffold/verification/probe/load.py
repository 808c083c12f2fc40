"""Imports modules, and nothing else: so that they are compiled, and that a fork server has imported its own."""

from __future__ import annotations

import importlib
from contextlib import suppress
from typing import Any

from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Import modules; one that fails is left to the run that needs it, which reports it.

    Args:
        spec: `modules`, the modules in order.
    """
    die_with_parent()
    for name in spec["modules"]:
        with suppress(Exception):  # code of the project may raise anything
            importlib.import_module(name)
