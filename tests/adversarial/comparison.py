"""What the runs of a notebook and its project left behind, and where they differ."""

from __future__ import annotations

import gzip
import hashlib
import pickletools
import re
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Verdict = Literal["same", "reported", "silent", "refused"]
SQLITE = b"SQLite format 3\0"
NOT_OUTPUTS = re.compile(
    r"(^|/)(__pycache__|\.ipynb_checkpoints|\.mlscaffold|src|tests|notebooks)/|\.ipynb$|^outputs/run\.log$"
)
DRAWN_WITH_DATE = frozenset({".svg", ".pdf"})
"""Their bytes hold the time of drawing; it is enough that they exist."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run left behind.

    Args:
        status: exit status; of a notebook 1 if a cell failed.
        results: what it printed from each RESULT to the end of the line.
        files: the files that it wrote, with what is compared of them.
        error: the error that ended it.
    """

    status: int
    results: tuple[str, ...]
    files: Mapping[str, Any]
    error: str = ""


def results(text: str) -> tuple[str, ...]:
    """Return each text from RESULT to the end of its line, or to the next RESULT."""
    return tuple(found.rstrip() for found in re.findall(r"RESULT(?:(?!RESULT).)*", text))


def snapshot(folder: Path) -> dict[str, str]:
    """Return the hash of each file that a run may write."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    relative = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in relative.items()
        if not NOT_OUTPUTS.search(name)
    }


def written(folder: Path, before: Mapping[str, str], package: str = "__main__") -> dict[str, Any]:
    """Return the files that are new or changed, with what is compared of them.

    Args:
        folder: where the run was.
        before: the snapshot before it.
        package: the module that has the notebook's classes.
    """
    changed = [name for name, digest in snapshot(folder).items() if before.get(name) != digest]
    return {name: content(folder / name, package) for name in changed}


def content(path: Path, package: str = "__main__") -> Any:
    """Return what is compared of a file: tables of a database, an archive's files, a pickle's operations, else bytes."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return tuple((name, _decompressed(archive.read(name))) for name in archive.namelist())
    if data.startswith(SQLITE):
        with closing(sqlite3.connect(path)) as connection:
            return tuple(connection.iterdump())
    if path.suffix in DRAWN_WITH_DATE:
        return "drawn"
    data = _decompressed(data)
    if path.suffix in {".pkl", ".pickle", ".joblib"}:
        with suppress(ValueError):
            return _operations(data, package)
    return data


def _decompressed(data: bytes) -> bytes:
    """Return data without gzip, which holds the time of its writing."""
    with suppress(OSError):
        return gzip.decompress(data)
    return data


def _operations(data: bytes, package: str) -> tuple[tuple[str, Any], ...]:
    """Return the operations of a pickle without the names of the notebook's own modules."""
    own = re.compile(rf"(__main__|{re.escape(package)}(\.\w+)*)")
    operations = ((operation.name, argument) for operation, argument, _ in pickletools.genops(data))
    return tuple(
        (name, "own" if isinstance(argument, str) and own.fullmatch(argument) else argument)
        for name, argument in operations
        if name != "FRAME"
    )


def differences(notebook: Run, project: Run) -> tuple[str, ...]:
    """Return in what a project's run differs from its notebook's."""
    found = list(_different_results(notebook.results, project.results))
    found += [
        text
        for name, wanted in notebook.files.items()
        if (text := _different_file(name, wanted, project.files))
    ]
    if bool(notebook.status) != bool(project.status):
        found.append(
            f"exit status {project.status} {project.error}, the notebook's {notebook.status} {notebook.error}"
        )
    return tuple(found)


def _different_results(wanted: Sequence[str], actual: Sequence[str]) -> tuple[str, ...]:
    if wanted == actual:
        return ()
    if sorted(wanted) == sorted(actual):
        return (f"order of the results: {list(actual)}, in the notebook {list(wanted)}",)
    lacking = [line for line in wanted if line not in actual]
    other = [line for line in actual if line not in wanted]
    return (f"results: {other or 'some repeated'}, in the notebook {lacking or 'not'}",)


def _different_file(name: str, wanted: Any, files: Mapping[str, Any]) -> str:
    """Return how a file differs; the project may have it in another folder."""
    found = [content for path, content in files.items() if f"/{path}".endswith(f"/{name}")]
    found = found or [content for path, content in files.items() if Path(path).name == Path(name).name]
    if not found:
        return f"no file {name}"
    return "" if wanted in found else f"file {name} differs: {found[0]!r:.80}, in the notebook {wanted!r:.80}"


def verdict(differing: bool, status: int, proven: bool, static: bool) -> Verdict:
    """Return what a user learns of a difference.

    Args:
        differing: whether notebook and project differ.
        status: exit status of the hardening.
        proven: whether it reports the project as proven.
        static: whether the notebook was not run, so that nothing can be proven.
    """
    if not differing:
        return "same"
    return "silent" if status == 0 and (proven or static) else "reported"
