"""Projects in real repositories, for the tests of updates."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.filesystem.writer import write_project
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import UpdateResult
from mlscaffold.projects.snapshot import with_snapshot

LINES = "".join(f"line {number}\n" for number in range(1, 13))
"""A text that is long enough for changes at both ends."""

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z",
    "GIT_AUTHOR_NAME": "someone",
    "GIT_AUTHOR_EMAIL": "someone@example.com",
    "GIT_COMMITTER_NAME": "someone",
    "GIT_COMMITTER_EMAIL": "someone@example.com",
}


def planned(files: Mapping[str, str | bytes], executable: tuple[str, ...] = ()) -> ProjectPlan:
    """Return a plan of files by their paths."""
    return ProjectPlan(
        tuple(
            PlannedFile(path, content if isinstance(content, bytes) else content.encode(), path in executable)
            for path, content in files.items()
        )
    )


@dataclass(frozen=True)
class Project:
    """A project and its repository."""

    folder: Path
    top: Path

    def git(self, *arguments: str) -> str:
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=os.environ | ENVIRONMENT,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def commit(self, message: str = "By hand") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def write(self, path: str, content: str | bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, path: str, old: str, new: str) -> None:
        content = self.read(path)
        assert old in content
        self.write(path, content.replace(old, new))

    def read(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode()

    def has(self, path: str) -> bool:
        place = self.folder / path
        return place.is_symlink() or place.exists()

    def update(self, files: Mapping[str, str | bytes] | ProjectPlan, dry_run: bool = False) -> UpdateResult:
        plan = files if isinstance(files, ProjectPlan) else planned(files)
        return update(self.folder, plan, dry_run)

    def status(self) -> str:
        return self.git("status", "--porcelain", "--untracked-files=all", "--no-renames")

    def state(self) -> dict[str, object]:
        """Return everything that an update could change: files with modes, the index, the branch."""
        files: dict[str, object] = {
            "index": self.git("ls-files", "-s", "-v"),
            "head": self.git("rev-parse", "HEAD"),
        }
        for place in sorted(self.folder.rglob("*")):
            if ".git" in place.parts:
                continue
            if place.is_symlink():
                files[str(place)] = place.readlink()
            elif place.is_file():
                files[str(place)] = (place.read_bytes(), place.stat().st_mode & 0o111)
        return files


def project(
    folder: Path,
    files: Mapping[str, str | bytes] | ProjectPlan,
    within: str = "",
    settings: Mapping[str, str] | None = None,
) -> Project:
    """Create and commit a generated project, optionally in a folder of a larger repository."""
    plan = files if isinstance(files, ProjectPlan) else planned(files)
    created = Project(folder / within if within else folder, folder)
    write_project(with_snapshot(plan), created.folder)
    top = Project(folder, folder)
    top.git("init", "-q", "-b", "main")
    for name, value in (settings or {}).items():
        top.git("config", name, value)
    top.commit("As generated")
    return created


def kinds(updated: UpdateResult) -> dict[str, str]:
    """Return the outcome of each file."""
    return {one.path: one.kind for one in updated.files}
