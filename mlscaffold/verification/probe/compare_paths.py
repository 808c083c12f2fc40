"""Compares the path of a file in the project with that beside the notebook, by its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

COPIED = "-folder"  # ends the name of the folder that a run of the notebook works in
TOP = "."  # the name of that folder on both sides, since they have different ones


def same_path(a: Any, b: Any) -> bool:
    """Return whether the described path of the notebook is the one of the project.

    Args:
        a: the notebook's: a text, or an object that is made from one.
        b: the project's, with its name.
    """
    parts = a.get("arguments", [""]) if isinstance(a, dict) else [a]
    names = [PurePath(part).name for part in parts if isinstance(part, str)]
    return bool(names) and (names[-1] == b["name"] or (b["name"] == TOP and names[-1].endswith(COPIED)))
