"""Lets magics that only a kernel, an extension or a host has do nothing, where the shell does not know them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def ignore_magics(shell: Any, names: Iterable[str]) -> None:
    """Register magics that do nothing.

    Args:
        shell: IPython's shell, None where it is not installed.
        names: magics without an effect on the computation; those that the shell has stay.
    """
    for name in names:
        if shell is not None and shell.find_line_magic(name) is None:
            shell.register_magic_function(_nothing, "line", name)


def _nothing(_line: str) -> None:
    """Do nothing: there is no kernel."""
