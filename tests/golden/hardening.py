"""Runs the command as `python -m mlscaffold` does, in a process that has imported the slow libraries already."""

from __future__ import annotations

import runpy
import sys
import warnings


def run(arguments: list[str]) -> int:
    """Run the command line.

    Args:
        arguments: what follows the command's name.

    Returns:
        Its exit status.
    """
    sys.argv = ["mlscaffold", *arguments]
    warnings.filterwarnings("ignore", message=".*found in sys.modules", category=RuntimeWarning)
    try:
        runpy.run_module("mlscaffold", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0
