"""The files that a run of the notebook read, and the ones that a run of the project needs beside what it contains."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mlscaffold.results.hardening import MissingFile
from mlscaffold.verification.copies import read_since
from mlscaffold.verification.notebook_run import NotebookRun

CODE = (".py", ".pyc", ".ipynb", ".so", ".pyd")


def opened_files(run: NotebookRun, copy: Path, beside: Path, original: Path) -> frozenset[str]:
    """Return the files of the user that a run read, relative to the notebook's folder; a listed folder ends with a slash.

    Args:
        run: the run.
        copy: the copied folder.
        beside: the copy of the notebook's folder in it.
        original: the folder that was copied.
    """
    noted = {path for note in run.cells for path in note["read"]}
    noted |= {path for path in read_since(copy) if not _is_hidden(path) and not path.endswith(CODE)}
    files = {path for path in noted if (original / path).is_file()}
    folders = {path for path in noted if path.endswith("/") and (original / path).is_dir()}

    def relative(path: str) -> str:
        return Path(os.path.relpath(copy / path, beside)).as_posix()

    return frozenset([*map(relative, files), *(f"{relative(path)}/" for path in folders)])


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def put_missing(missing: Iterable[MissingFile], project: Path, put: Callable[[Path, Path], object]) -> None:
    """Put files that the project does not contain where it expects them, for a run on this machine.

    Args:
        missing: the files.
        project: the project's folder.
        put: copies a file.
    """
    for one in missing:
        for source, place in _files(Path(one.source), project / one.place) if one.source else ():
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                put(source, place)


def _files(source: Path, place: Path) -> Iterator[tuple[Path, Path]]:
    if not source.is_dir():
        yield source, place
        return
    for file in sorted(source.rglob("*")):
        if file.is_file() and not _is_hidden(file.relative_to(source).as_posix()):
            yield file, place / file.relative_to(source)
