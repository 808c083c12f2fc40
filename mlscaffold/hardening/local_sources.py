"""Reads the project's own modules that a notebook imports, for what importing them does."""

from __future__ import annotations

from mlscaffold.analysis.local_modules import LocalModules, local_modules
from mlscaffold.hardening.local_code import LocalCode


def read_local_modules(code: LocalCode) -> LocalModules:
    """Return what importing the notebook's own modules does; modules that they import count too.

    Args:
        code: the modules.
    """
    return local_modules(
        {
            name: tuple(file.read_text(encoding="utf-8", errors="replace") for file in code.files(name))
            for name in code.homes
        }
    )
