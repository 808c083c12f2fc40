"""What is going to stand on disk: files, by path, before any is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class PlannedFile:
    """One file.

    Args:
        path: where it stands in the project, with forward slashes.
        content: its bytes.
        executable: whether it can be run as a command.
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
        ValueError: a path that is absolute, leaves the project, stands twice or is a file and a folder at once.
    """

    files: tuple[PlannedFile, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", tuple(sorted(self.files)))
        paths = [file.path for file in self.files]
        if wrong := [path for path in paths if not _inside(path)]:
            raise ValueError(f"not a path inside the project: {wrong[0]!r}")
        if twice := [path for path, following in pairwise(paths) if path == following]:
            raise ValueError(f"planned twice: {twice[0]!r}")
        folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
        if both := folders.intersection(paths):
            raise ValueError(f"both a file and a folder: {min(both)!r}")

    def replace(self, files: Iterable[PlannedFile]) -> ProjectPlan:
        """Return the plan with files in place of those that have the same paths."""
        newer = {file.path: file for file in files}
        return ProjectPlan(tuple(newer.get(file.path, file) for file in self.files))

    def with_files(self, files: Iterable[PlannedFile]) -> ProjectPlan:
        """Return the plan with files more; those that have the same paths give way."""
        newer = {file.path: file for file in files}
        kept = (file for file in self.files if file.path not in newer)
        return ProjectPlan((*kept, *newer.values()))


def _inside(path: str) -> bool:
    """Say whether a path is a plain one: relative, with forward slashes, without empty parts, `.` or `..`."""
    parts = path.split("/")
    return "\\" not in path and "\0" not in path and not {"", ".", ".."}.intersection(parts)
