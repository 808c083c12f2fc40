"""Finds a project in its Git repository, and reads what is committed of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.git import Git, check_version, raw, records, text

BEGIN = "git init && git add -A && git commit -m 'As generated'"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree of Git.

    Args:
        mode: six digits: 100644, 100755 (executable), 120000 (link) or 160000 (submodule).
        name: the object's name, a hash.
    """

    mode: str
    name: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file, and no link or submodule."""
        return self.mode.startswith("100")


Entries = dict[str, Entry]
"""Files by their paths from the top of the repository."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A project in a repository.

    Args:
        git: Git at the top of the repository.
        prefix: where the project stands in it, "" or with a slash at the end.
        head: the commit that is checked out.
        state: the folder for notes of our own, inside `.git`.
        committed: the project's files in that commit.
    """

    git: Git
    prefix: str
    head: str
    state: Path
    committed: Entries

    @property
    def top(self) -> Path:
        """The top of the repository."""
        return self.git.folder

    def full(self, path: str) -> str:
        """Return a path from the top of the repository for one from the project's folder."""
        return self.prefix + path

    def short(self, path: str) -> str:
        """Return a path from the project's folder for one from the top of the repository."""
        return path.removeprefix(self.prefix)

    def on_disk(self, path: str) -> Path:
        """Return where a file stands, for a path from the top of the repository."""
        return self.top / path

    def entries(self, tree: str) -> Entries:
        """Return the project's files in a tree or commit."""
        return _entries(self.git, tree, self.prefix)

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of blobs by their names."""
        wanted = sorted(set(names))
        printed = self.git.run("cat-file", "--batch", given=raw("".join(f"{name}\n" for name in wanted)))
        found, place = {}, 0
        for name in wanted:
            end = printed.index(b"\n", place)
            size = int(printed[place:end].rsplit(b" ", 1)[1])
            found[name] = printed[end + 1 : end + 1 + size]
            place = end + size + 2
        return found

    def existing(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of the names that stand for an object in the repository."""
        given = raw("".join(f"{name}\n" for name in sorted(set(names))))
        printed = text(self.git.run("cat-file", "--batch-check", given=given)).splitlines()
        return frozenset(line.split(" ")[0] for line in printed if not line.endswith(" missing"))

    def having(self, *settings: str, **variables: str) -> Repository:
        """Return it with settings and environment variables more for Git."""
        return replace(self, git=self.git.having(*settings, **variables))


def find(folder: Path) -> Repository:
    """Return the project in a folder, in its repository.

    Raises:
        MlscaffoldError: there is no such folder, no Git that is new enough, no repository or no commit.
    """
    if not folder.is_dir():
        raise MlscaffoldError("there is no such folder", where=str(folder), hint="Check the path")
    git = Git(folder.resolve())
    check_version(git)
    done = git.done("rev-parse", "--show-toplevel", "--show-prefix", "--git-path", "mlscaffold", "HEAD")
    if done.returncode:
        raise _unfit(git, folder)
    top, prefix, state, head = text(done.stdout).split("\n")[:4]
    at_top = Git(Path(top))
    return Repository(at_top, prefix, head, git.folder / state, _entries(at_top, head, prefix))


def _entries(git: Git, tree: str, prefix: str) -> Entries:
    where = ["--", prefix] if prefix else []
    found: Entries = {}
    for record in records(git.run("ls-tree", "-r", "-z", "--full-tree", tree, *where)):
        about, path = record.split("\t", 1)
        mode, _, name = about.split(" ")
        found[path] = Entry(mode, name)
    return found


def _unfit(git: Git, folder: Path) -> MlscaffoldError:
    """Return what a user reads where there is no repository, or nothing in it."""
    done = git.done("rev-parse", "--show-toplevel")
    if b"dubious ownership" in done.stderr:
        return git.failed(done)
    if done.returncode == 0 and done.stdout.strip():
        return MlscaffoldError("nothing is committed yet", where=str(folder), hint=f"Run: {BEGIN}")
    return MlscaffoldError(
        "this is no Git repository, and an update needs one to keep your work safe",
        where=str(folder),
        hint=f"In the project's folder, run: {BEGIN}",
    )
