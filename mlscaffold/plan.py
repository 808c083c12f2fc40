"""The planned files of a project, before any is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class PlannedFile:
    """A planned file.

    Args:
        path: its path in the project, with forward slashes.
        content: its bytes.
        executable: whether it is executable.
    """

    path: str
    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """The files of a project, in the order of their paths.

    Args:
        files: the files, in any order.

    Raises:
        ValueError: a path is absolute, outside the project, duplicate, or both a file and a folder.
    """

    files: tuple[PlannedFile, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", tuple(sorted(self.files)))
        paths = [file.path for file in self.files]
        if invalid := [path for path in paths if not _is_relative(path)]:
            raise ValueError(f"not a path inside the project: {invalid[0]!r}")
        if duplicates := [path for path, following in pairwise(paths) if path == following]:
            raise ValueError(f"planned twice: {duplicates[0]!r}")
        folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
        if both := folders.intersection(paths):
            raise ValueError(f"both a file and a folder: {min(both)!r}")

    def replace(self, files: Iterable[PlannedFile]) -> ProjectPlan:
        """Return the plan with files replaced by those with the same paths."""
        newer = {file.path: file for file in files}
        return ProjectPlan(tuple(newer.get(file.path, file) for file in self.files))

    def with_files(self, files: Iterable[PlannedFile]) -> ProjectPlan:
        """Return the plan with more files, which replace those with the same paths."""
        newer = {file.path: file for file in files}
        others = (file for file in self.files if file.path not in newer)
        return ProjectPlan((*others, *newer.values()))


def _is_relative(path: str) -> bool:
    """Return whether a path is relative, with forward slashes, without empty parts, `.` or `..`."""
    parts = path.split("/")
    return "\\" not in path and "\0" not in path and not {"", ".", ".."}.intersection(parts)
