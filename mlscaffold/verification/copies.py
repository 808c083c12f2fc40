"""Copies the notebook's folder, so that a run does not change the user's files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

LARGEST = 5_000_000_000  # bytes: a copy takes some ten seconds, and two of them fit into the disk limit of the sandbox
SKIPPED = frozenset(
    ".git .hg .svn .venv venv node_modules __pycache__ .ipynb_checkpoints .mypy_cache .tox".split()
)


def copy_folder(folder: Path, target: Path, paths: Iterable[str], without: Path) -> Path:
    """Copy a notebook's folder, and the files outside it that it reads.

    Args:
        folder: the notebook's folder.
        target: the folder for the copy; it is created.
        paths: paths that the notebook mentions, relative to the folder; those that begin with `..` are copied too.
        without: a folder that is not copied: the new project.

    Returns:
        The copy of the notebook's folder.

    Raises:
        MlscaffoldError: the folder is too large.
    """
    folder = folder.resolve()
    above = [path for path in paths if path.startswith("..") and (folder / path).exists()]
    depth = max((Path(path).parts.count("..") for path in above), default=0)
    base = folder.parents[depth - 1] if depth else folder
    copied = target / folder.relative_to(base)
    others = [(folder / path).resolve() for path in above]
    outside = [other for other in others if not folder.is_relative_to(other)]
    files = chain(_files(folder, without.resolve()), *(_files(other, without.resolve()) for other in outside))
    size = 0
    for file in files:
        size += file.stat().st_size
        if size > LARGEST:
            raise MlscaffoldError(
                f"the notebook runs in a copy of its folder, which is larger than {LARGEST / 1e9:.0f} GB",
                where=str(folder),
                hint="Move the notebook and its data to a folder of their own",
            )
        place = target / file.relative_to(base)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, place)
    copied.mkdir(parents=True, exist_ok=True)
    return copied


def _files(folder: Path, without: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    for root, folders, names in os.walk(folder):
        folder_path = Path(root)
        folders[:] = [name for name in folders if _is_wanted(folder_path / name, without)]
        yield from (folder_path / name for name in names if (folder_path / name).is_file())


def _is_wanted(folder: Path, without: Path) -> bool:
    environment = (folder / "pyvenv.cfg").exists()
    return folder.name not in SKIPPED and folder != without and not environment
