"""Finds a project in its Git repository, and reads what is committed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import Git, check_version, raw, split_records, text

FIRST_COMMIT = "git init && git add -A && git commit -m 'As generated'"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a Git tree.

    Args:
        mode: six digits: 100644, 100755 (executable), 120000 (link) or 160000 (submodule).
        name: the object's name, a hash.
    """

    mode: str
    name: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, not a link or a submodule."""
        return self.mode.startswith("100")


Entries = dict[str, Entry]
"""Files by path, relative to the top of the repository."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A project in a repository.

    Args:
        git: Git at the top of the repository.
        prefix: the project's folder in the repository, "" or with a trailing slash.
        head: the commit that is checked out.
        state: the folder for our own state, inside `.git`.
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

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self.top / self.prefix

    def full(self, path: str) -> str:
        """Return a path relative to the top of the repository for one relative to the project."""
        return self.prefix + path

    def short(self, path: str) -> str:
        """Return a path relative to the project for one relative to the top of the repository."""
        return path.removeprefix(self.prefix)

    def on_disk(self, path: str) -> Path:
        """Return the location of a file, for a path relative to the top of the repository."""
        return self.top / path

    def entries(self, tree: str) -> Entries:
        """Return the project's files in a tree or commit."""
        return _entries(self.git, tree, self.prefix)

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of blobs by name."""
        wanted = sorted(set(names))
        output = self.git.run("cat-file", "--batch", stdin=raw("".join(f"{name}\n" for name in wanted)))
        found, start = {}, 0
        for name in wanted:
            end = output.index(b"\n", start)
            size = int(output[start:end].rsplit(b" ", 1)[1])
            found[name] = output[end + 1 : end + 1 + size]
            start = end + size + 2
        return found

    def existing(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names that exist as objects in the repository."""
        stdin = raw("".join(f"{name}\n" for name in sorted(set(names))))
        lines = text(self.git.run("cat-file", "--batch-check", stdin=stdin)).splitlines()
        return frozenset(line.split(" ")[0] for line in lines if not line.endswith(" missing"))

    def configured(self, *settings: str, **variables: str) -> Self:
        """Return a copy with more settings and environment variables for Git."""
        return replace(self, git=self.git.configured(*settings, **variables))


def find(folder: Path) -> Repository:
    """Return the project in a folder, with its repository.

    Raises:
        MlscaffoldError: the folder, a recent Git, the repository or a commit is missing.
    """
    if not folder.is_dir():
        raise MlscaffoldError("no such folder", where=str(folder), hint="Check the path")
    git = Git(folder.resolve())
    check_version(git)
    process = git.process("rev-parse", "--show-toplevel", "--show-prefix", "--git-path", "mlscaffold", "HEAD")
    if process.returncode:
        raise _no_commit(git, folder)
    top, prefix, state, head = text(process.stdout).split("\n")[:4]
    at_top = Git(Path(top))
    return Repository(at_top, prefix, head, git.folder / state, _entries(at_top, head, prefix))


def _entries(git: Git, tree: str, prefix: str) -> Entries:
    paths = ["--", prefix] if prefix else []
    found: Entries = {}
    for record in split_records(git.run("ls-tree", "-r", "-z", "--full-tree", tree, *paths)):
        description, path = record.split("\t", 1)
        mode, _, name = description.split(" ")
        found[path] = Entry(mode, name)
    return found


def _no_commit(git: Git, folder: Path) -> MlscaffoldError:
    """Return the error for a folder without a repository, or without a commit."""
    process = git.process("rev-parse", "--show-toplevel")
    if b"dubious ownership" in process.stderr:
        return git.error(process)
    if process.returncode == 0 and process.stdout.strip():
        return MlscaffoldError("nothing is committed yet", where=str(folder), hint=f"Run: {FIRST_COMMIT}")
    what = "not a Git repository; an update needs one to keep your work safe"
    hint = f"Run this in a project that `new` or `harden` made; if it is one, first: {FIRST_COMMIT}"
    return MlscaffoldError(what, where=str(folder), hint=hint)
