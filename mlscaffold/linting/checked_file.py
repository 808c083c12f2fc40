"""Files on their way through a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mlscaffold.finding import Finding


class File(NamedTuple):
    """A file to check.

    Args:
        path: as the user names it.
        name: as seen from the project's folder.
        folder: the absolute path of its folder.
        size: its size, 0 where it cannot be seen.
        changed: its time of change in nanoseconds, 0 where it cannot be seen.
    """

    path: str
    name: str
    folder: str
    size: int
    changed: int


class Fresh(NamedTuple):
    """What came of a file that was examined in this run.

    Args:
        findings: what was found in it.
        shared: what it gives to rules over several files, as lists: code, cell, line, column, fact.
        asked: paths that rules asked for, and whether they were there.
        hash: the hash of its content, "" where it cannot be read.
    """

    findings: tuple[Finding, ...]
    shared: list[list[object]]
    asked: dict[str, bool]
    hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Args:
        files: the files, as the user names them.
        findings: what was found, in the order of places.
        note: what ruff could not be asked.
    """

    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str = ""


def order(finding: Finding) -> tuple[object, ...]:
    """Return what findings are sorted by."""
    return finding.path, finding.cell, finding.line, finding.column, finding.code, finding.message
