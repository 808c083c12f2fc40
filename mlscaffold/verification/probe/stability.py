"""Compares the values and figures of two runs of a notebook."""

from __future__ import annotations

from typing import Any

from .compare import compare_nodes, summary
from .notes import Notes, by_key, read_node
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Compare the values and figures of two runs of the same notebook: those that differ are unstable.

    Args:
        spec: `out`, a folder for the notes; `first` and `second`, the folders with the notes of the runs.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for what in ("value", "figure"):
        first, second = (by_key(spec[run], what) for run in ("first", "second"))
        for key in (key for key in first if key in second):
            nodes = (
                read_node(spec[run], of[key]["file"]) for run, of in (("first", first), ("second", second))
            )
            found = compare_nodes(*nodes)
            verdict, why = summary(found.differences, found.opaque)
            places = [place for place, _ in found.differences]
            notes.write("stable", key=key, of=what, verdict=verdict, why=why, places=places, cut=found.cut)
