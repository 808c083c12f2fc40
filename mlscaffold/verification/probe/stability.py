"""Compares two runs of the same notebook: what they do not agree on is not reproducible."""

from __future__ import annotations

from typing import Any

from .compare import compare
from .notes import Notes, by_key, read_node
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Compare the values of two runs.

    Args:
        spec: `out`, a folder for the notes; `first` and `second`, the folders with the notes of the runs.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for what in ("value", "figure"):
        first, second = (by_key(spec[run], what) for run in ("first", "second"))
        for key, note in first.items():
            if key in second:
                left, right = (
                    read_node(spec[run], of["file"]) for run, of in (("first", note), ("second", second[key]))
                )
                verdict, why = compare(left, right)
                notes.say("stable", key=key, of=what, verdict=verdict, why=why)
