"""Finds the conflict markers that an update has left in files."""

from __future__ import annotations

import re

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.merge_trees import TEMPLATE, YOURS
from mlscaffold.projects.merge.repository import Repository
from mlscaffold.projects.snapshot import Snapshot

MARKER = re.compile(rf"^(<{{7,}} {YOURS}|>{{7,}} {TEMPLATE})(:.*)?\r?$".encode(), re.MULTILINE)


def still_marked(repository: Repository, pending: Snapshot) -> MlscaffoldError | None:
    """Return what a user reads where files of an update still hold conflict markers, None where none does."""
    for path in pending.unresolved:
        line = first_marker(repository, path)
        if line:
            return MlscaffoldError(
                f"line {line} is a conflict marker of an update",
                where=str(repository.on_disk(repository.full(path))),
                hint="Resolve it, `git add` the file, and run `mlscaffold update --continue`",
                status=1,
            )
    return None


def first_marker(repository: Repository, path: str) -> int:
    """Return the line of the first conflict marker in a file of the project, 0 where there is none."""
    place = repository.on_disk(repository.full(path))
    if place.is_symlink() or not place.is_file():
        return 0
    content = place.read_bytes()
    found = MARKER.search(content)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0
