"""Which of the files that a notebook reads the project copies: within limits, from the project folder, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.hardening.content_secrets import secrets_in_content
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import MissingFile
from mlscaffold.verification.probe.secret_files import holds_secrets

LARGEST_FILE = 50_000_000
"""Bytes of one copied file: GitHub warns beyond 50 MB and rejects 100 MB."""
LARGEST_TOTAL = 100_000_000
"""Bytes of all copied files: chosen by judgement, a clone of that size takes seconds, and Git keeps each version."""
MOST_FILES = 300
"""Files of one copied folder: chosen by judgement, a data folder of that many is a data set and not for git."""
ABSENT = "it is not in the project folder"
OUTSIDE = "it is outside the project folder; the option --include copies it"
SECRET = "it holds secrets, which are never copied"  # noqa: S105  a sentence


@dataclass
class CopiedFiles:
    """The files that are copied to the project, and those that the user has to add.

    Args:
        folder: the project folder.
        sources: the files, by their places in the project.
        missing: those that are not copied.
        folders: places of folders that are made even if no file in them is copied: the code lists them.
        secrets: secrets of the code and of the environment.
    """

    folder: ProjectFolder
    sources: dict[str, Path] = field(default_factory=dict)
    missing: list[MissingFile] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    secrets: tuple[str, ...] = ()

    def add(self, source: Path, place: str, path: str, why: str = "") -> None:
        """Copy a file, or note why it is not.

        Args:
            source: the file.
            place: its place in the project.
            path: its path in the notebook.
            why: a reason for not copying it, "" for none.
        """
        why = why or self.reason(source)
        if not why:
            self.sources[place] = source
        elif all(one.place != place for one in self.missing):
            where = str(source) if source.exists() else ""
            self.missing.append(MissingFile(path, place, why, where, private=why == OUTSIDE or SECRET in why))

    def add_folder(self, source: Path, place: str, path: str) -> None:
        """Copy the files of a folder, in their folders; hidden ones are none of them."""
        files = list(visible_files(source))
        for file in files[:MOST_FILES]:
            self.add(file, f"{place}/{file.relative_to(source).as_posix()}", path)
        if len(files) > MOST_FILES:
            why = f"only {MOST_FILES} of its {len(files)} files are copied"
            self.missing.append(MissingFile(path, place, why, str(source)))

    def reason(self, source: Path) -> str:
        """Return why a file is not copied, "" if it is."""
        if not source.is_file():
            return ABSENT
        if not self.folder.has(source):
            return OUTSIDE
        inside = source.is_relative_to(self.folder.root)
        if holds_secrets(str(source.relative_to(self.folder.root) if inside else source)):
            return SECRET
        size = source.stat().st_size
        if size > LARGEST_FILE:
            return f"it has {size / 1e6:.0f} MB"
        found = secrets_in_content(source, self.secrets)
        return f"{SECRET} ({found[0].kind} in line {found[0].line})" if found else ""

    def planned(self) -> tuple[PlannedFile, ...]:
        """Return the copied files, without those that exceed the limit of all together: the largest."""
        sizes = {place: source.stat().st_size for place, source in self.sources.items()}
        total = 0
        for place in sorted(sizes, key=lambda place: (sizes[place], place)):
            total += sizes[place]
            if total > LARGEST_TOTAL:
                source, above = self.sources.pop(place).parent, place.rpartition("/")[0]
                why = f"all files together have more than {LARGEST_TOTAL / 1e6:.0f} MB, so some of its files are not copied"
                self.add(source, above, self.folder.relative(source), why)
        files = [PlannedFile(place, source.read_bytes()) for place, source in self.sources.items()]
        empty = {
            one for one in self.folders if not any(place.startswith(f"{one}/") for place in self.sources)
        }
        return (*files, *(PlannedFile(f"{place}/.gitkeep", b"") for place in sorted(empty)))


def is_environment_file(path: str) -> bool:
    """Return whether a path is that of a file with environment variables, such as `.env`."""
    return re.search(r"(?:^|[\\/])\.env(?:\.\w+)?$", path) is not None


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and below that are not hidden, in their order."""
    yield from (file for file in sorted(folder.rglob("*")) if file.is_file() and not _is_hidden(file, folder))


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(folder).parts)
