"""Copies the notebook's folder, so that a run does not change the user's files."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

LARGEST = 5_000_000_000  # bytes: a copy takes some ten seconds, and two of them fit into the disk limit of the sandbox
LARGEST_AROUND = 1_000_000_000  # bytes of the rest of the project folder, which most notebooks need little of
MOST_AROUND = 20_000  # files of it: copying more takes longer than most notebooks run
SKIPPED = frozenset(
    ".git .hg .svn .venv venv node_modules __pycache__ .ipynb_checkpoints .mypy_cache .tox".split()
)
Put = Callable[[Path, Path], object]
"""Copies a file to a place."""


def copy_folder(
    folder: Path,
    target: Path,
    paths: Iterable[str],
    without: Path,
    root: Path | None = None,
    put: Put = shutil.copy2,
) -> Path:
    """Copy a notebook's folder, and the files outside it that it may read.

    Args:
        folder: the notebook's folder.
        target: the folder for the copy; it is created.
        paths: paths that the notebook mentions, relative to the folder; those that begin with `..` are copied too.
        without: a folder that is not copied: the new project.
        root: a folder above, which is copied too as far as it is small; None for none.
        put: copies a file.

    Returns:
        The copy of the notebook's folder.

    Raises:
        MlscaffoldError: the folder is too large.
    """
    folder, left_out = folder.resolve(), without.resolve()
    climbing = [path for path in paths if path.startswith("..")]
    depth = max(
        (Path(path).parts.count("..") for path in climbing), default=0
    )  # what is written there, is in the copy, too
    depth = min(depth, len(folder.parents) - 1)
    above = [path for path in climbing if (folder / path).exists()]
    base = folder.parents[depth - 1] if depth else folder
    base = root if root and base.is_relative_to(root) else base
    others = [(folder / path).resolve() for path in above]
    outside = [other for other in others if not folder.is_relative_to(other)]
    done: set[Path] = set()
    size = 0
    for place in (folder, *outside):
        size += _copy(
            (file for file in _files(place, left_out) if file not in done),
            base,
            target,
            put,
            done,
            LARGEST - size,
            folder,
        )
    if root:
        _copy_around(root, left_out, base, target, put, done)
    copied = target / folder.relative_to(base)
    copied.mkdir(parents=True, exist_ok=True)
    return copied


def _copy(
    files: Iterable[Path], base: Path, target: Path, put: Put, done: set[Path], most: int, folder: Path
) -> int:
    """Copy files, and return the sum of their sizes.

    Raises:
        MlscaffoldError: it exceeds the limit.
    """
    size = 0
    for file in files:
        size += file.stat().st_size
        if size > most:
            raise MlscaffoldError(
                f"the notebook runs in a copy of its folder, which is larger than {LARGEST / 1e9:.0f} GB",
                where=str(folder),
                hint="Move the notebook and its data to a folder of their own",
            )
        done.add(file)
        _put(file, target / file.relative_to(base), put)
    return size


def _copy_around(root: Path, without: Path, base: Path, target: Path, put: Put, done: set[Path]) -> None:
    """Copy the rest of the project folder up to a limit, the small files first: code and tables are among them."""
    rest = [file for file in _files(root, without) if file not in done]
    size = 0
    for file in sorted(rest, key=lambda file: (file.stat().st_size, file))[:MOST_AROUND]:
        size += file.stat().st_size
        if size > LARGEST_AROUND:
            return
        _put(file, target / file.relative_to(base), put)


def _put(file: Path, place: Path, put: Put) -> None:
    """Copy a file, with a time of access that the next one that reads it changes (mount option relatime)."""
    place.parent.mkdir(parents=True, exist_ok=True)
    put(file, place)
    changed = place.stat().st_mtime_ns
    os.utime(place, ns=(changed, changed))


def read_since(folder: Path) -> Iterator[str]:
    """Yield the files in a copied folder that were read since, where the file system notes it.

    Code that is not Python opens files without an audit event. Links, which may lead nowhere, were not copied.
    """
    for root, _, names in os.walk(folder):
        for path in (Path(root, name) for name in names):
            state = path.lstat()
            if stat.S_ISREG(state.st_mode) and state.st_atime_ns > state.st_mtime_ns:
                yield path.relative_to(folder).as_posix()


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
