"""The files that a run writes: those that are new or have another size or time afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mlscaffold.verification.copies import SKIPPED

Stamps = Mapping[str, tuple[int, int]]
"""Size and time of change in nanoseconds of each file, by its path relative to a folder."""
COMPILED = (".pyc", ".pyo")


def stamps(folder: Path) -> Stamps:
    """Return the stamps of all files in a folder; what tools put there for themselves is none of them."""
    found: dict[str, tuple[int, int]] = {}
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in names:
            path = Path(root, name)
            if path.is_file() and not name.endswith(COMPILED):
                state = path.stat()
                found[path.relative_to(folder).as_posix()] = (state.st_size, state.st_mtime_ns)
    return found


def written(folder: Path, before: Stamps) -> tuple[str, ...]:
    """Return the paths of the files that were written since, in alphabetical order."""
    return tuple(sorted(path for path, stamp in stamps(folder).items() if before.get(path) != stamp))


def keep_written(folder: Path, before: Stamps, beside: Path, target: Path) -> dict[str, Path]:
    """Move the files that were written to another folder, so that the rest can be removed.

    Args:
        folder: the folder in which the run worked.
        before: its stamps before the run.
        beside: the notebook's folder in it.
        target: the folder to move them to.

    Returns:
        Their new places by their paths relative to the notebook's folder.
    """
    found: dict[str, Path] = {}
    for path in written(folder, before):
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / path, place)
        found[Path(os.path.relpath(folder / path, beside)).as_posix()] = place
    return found
