"""Compares files by their content: tables by value, databases by table, pickled objects by what they hold, images by pixel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .compare import compare_nodes, summary
from .describe import describe
from .file_content import content_of
from .notes import Notes
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Compare pairs of files.

    Args:
        spec: `out`, a folder for the notes; `package`, the project's package; `pairs`, each with `key`, `expected` and
            `actual`.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for pair in spec["pairs"]:
        notes.write("file", key=pair["key"], **compared(pair["expected"], pair["actual"], spec["package"]))


def compared(expected: str, actual: str, package: str) -> dict[str, Any]:
    """Return the comparison of two files that are not the same byte for byte."""
    try:
        nodes = [describe(content_of(Path(path), package)) for path in (expected, actual)]
    except Exception as error:  # noqa: BLE001  libraries refuse files in many ways; their bytes differ
        return _differs(f"their bytes differ ({type(error).__name__})")
    found = compare_nodes(*nodes)
    verdict, why = summary(found.differences, found.opaque)
    return {
        "verdict": verdict, "why": why, "places": found.differences, "opaque": found.opaque, "cut": found.cut,
        "largest": found.largest,
    }  # fmt: skip


def _differs(why: str) -> dict[str, Any]:
    return {
        "verdict": "differs",
        "why": why,
        "places": [("", why)],
        "opaque": [],
        "cut": False,
        "largest": 0.0,
    }
