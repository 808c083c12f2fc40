"""The notebook's folder, copied, so that a run changes nothing of the user's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

LARGEST = 5_000_000_000  # bytes
SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".tox",
    }
)


def copy_folder(folder: Path, target: Path, outside: Iterable[str], without: Path) -> Path:
    """Copy a notebook's folder, and what it reads from beside and above it.

    Args:
        folder: the notebook's folder.
        target: where the copy goes; it is made.
        outside: paths relative to the folder that the notebook names; those that begin with `..` are copied too.
        without: a folder that is not copied: the project that is being made.

    Returns:
        The copy of the notebook's folder.

    Raises:
        MlscaffoldError: there is more than a copy can hold.
    """
    folder = folder.resolve()
    above = [path for path in outside if path.startswith("..") and (folder / path).exists()]
    depth = max((Path(path).parts.count("..") for path in above), default=0)
    base = folder.parents[depth - 1] if depth else folder
    copied = target / folder.relative_to(base)
    others = [(folder / path).resolve() for path in above]
    files = chain(
        _files(folder, without.resolve()),
        *(
            [other] if other.is_file() else _files(other, without.resolve())
            for other in others
            if not folder.is_relative_to(other)
        ),
    )
    size = 0
    for file in files:
        size += file.stat().st_size
        if size > LARGEST:
            raise _too_large(folder)
        place = target / file.relative_to(base)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, place)
    copied.mkdir(parents=True, exist_ok=True)
    return copied


def _files(folder: Path, without: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = [name for name in folders if _is_wanted(here / name, without)]
        yield from (here / name for name in names if (here / name).is_file())


def _is_wanted(folder: Path, without: Path) -> bool:
    environment = (folder / "pyvenv.cfg").exists()
    return folder.name not in SKIPPED and folder != without and not environment


def _too_large(folder: Path) -> MlscaffoldError:
    return MlscaffoldError(
        f"the notebook's folder holds more than {LARGEST / 1e9:.0f} GB, and it runs in a copy of it",
        where=str(folder),
        hint="Move the notebook and its data to a folder of their own",
    )
