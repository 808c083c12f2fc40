"""Finds files with more code than ruff can check in little memory."""

import json
import os

from mlscaffold.filesystem.discovery import is_notebook

MOST_CODE = 3_000_000
"""Bytes of code: ruff takes seventy times as much memory, so 200 MB for these."""


def has_too_much_code(path: str, size: int) -> bool:
    """Return whether a file has more code than is given to ruff; outputs of a notebook do not count.

    Args:
        path: the file.
        size: its size in bytes.
    """
    if size <= MOST_CODE or not is_notebook(path):
        return size > MOST_CODE
    try:
        with open(path, "rb") as file:
            cells = json.load(file)["cells"]
        return sum(len(str(cell["source"])) for cell in cells if cell["cell_type"] == "code") > MOST_CODE
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return True  # our own rules say what is wrong with it


def note_on(paths: list[str]) -> str:
    """Return a note on files that ruff does not check, "" if there are none."""
    if not paths:
        return ""
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    name = os.path.basename(paths[0])
    return f"{name}{more}: more than {MOST_CODE / 1e6:.0f} MB of code; generic lint did not run on it"
