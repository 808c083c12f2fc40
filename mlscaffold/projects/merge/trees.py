"""Writes contents and trees into Git's database, past the user's index and files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlscaffold.projects.merge.endings import converted
from mlscaffold.projects.merge.git import raw, record_lines, records, text
from mlscaffold.projects.merge.repository import Entries, Repository
from mlscaffold.projects.snapshot import blob_names

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERING = ("filter", "working-tree-encoding", "ident")
"""Attributes by which Git stores another content than the file has."""


@dataclass(frozen=True, slots=True)
class Given:
    """A content at a path.

    Args:
        path: from the top of the repository.
        content: as it was rendered, or lies on disk.
        ending: the line ending that the project has in place of the content's, nothing where it is the same.
    """

    path: str
    content: bytes
    ending: bytes = b""


def index_lines(repository: Repository, removed: Iterable[str], added: Entries) -> bytes:
    """Return what `git update-index --index-info -z` reads to take paths out and to put entries in."""
    nothing = "0" * len(repository.head)
    out = [f"0 {nothing}\t{path}" for path in removed]
    return record_lines([*out, *(f"{entry.mode} {entry.name}\t{path}" for path, entry in added.items())])


@contextmanager
def own_index(repository: Repository) -> Iterator[Repository]:
    """Give the repository with an index of our own, empty at first, in which nothing is left out."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        settings = ("core.sparseCheckout=false", "index.sparse=false", "core.splitIndex=false")
        yield repository.having(*settings, GIT_INDEX_FILE=index)


def tree_of(repository: Repository, project: Entries) -> str:
    """Return the tree that has the project's files as given, and around it what is committed."""
    with own_index(repository) as own:
        around = repository.committed if repository.prefix else {}
        if around:
            own.git.run("read-tree", repository.head)
        lines = index_lines(repository, around, project)
        own.git.run("update-index", "-z", "--index-info", given=lines)
        return own.git.line("write-tree", "--missing-ok")


def commit_of(repository: Repository, tree: str, message: str, *parents: str) -> str:
    """Return a commit of a tree; no branch knows it."""
    given = [part for parent in parents for part in ("-p", parent)]
    return repository.git.line("commit-tree", tree, *given, "-m", message)


def store_raw(repository: Repository, contents: Iterable[bytes]) -> list[str]:
    """Store contents as they are, and return their names."""
    all_contents = list(contents)
    if not all_contents:
        return []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number in range(len(all_contents))]
        for path, content in zip(paths, all_contents, strict=True):
            path.write_bytes(content)
        given = raw("".join(f"{path.as_posix()}\n" for path in paths))
        printed = repository.git.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=given)
    return text(printed).split()


def store_as_added(repository: Repository, files: Iterable[Given]) -> list[str]:
    """Store contents as `git add` would at their paths: through filters and line endings.

    Args:
        repository: where.
        files: the contents; a path may come more than once.

    Returns:
        The names, in the order of the files.
    """
    given = list(files)
    filtered = _filtered(repository, {file.path for file in given})
    special = [file.path in filtered or _is_converted(file) for file in given]
    plain = [
        converted(file.content, file.ending) if file.ending else file.content
        for file, odd in zip(given, special, strict=True)
        if not odd
    ]
    names = iter(store_raw(repository, plain))
    return [
        _store_through(repository, file) if odd else next(names)
        for file, odd in zip(given, special, strict=True)
    ]


def _is_converted(file: Given) -> bool:
    """Say whether Git may store other line endings: only where there are carriage returns."""
    return b"\r\n" in file.content and not file.ending


def _store_through(repository: Repository, file: Given) -> str:
    arguments = ("hash-object", "-w", "--stdin", f"--path={file.path}")
    return text(repository.git.run(*arguments, given=file.content)).strip()


def _filtered(repository: Repository, paths: set[str]) -> frozenset[str]:
    """Return the paths that have a filter by the user's attributes."""
    if not paths:
        return frozenset()
    given = record_lines(sorted(paths))
    fields = iter(records(repository.git.run("check-attr", "-z", "--stdin", *FILTERING, given=given)))
    triples = zip(fields, fields, fields, strict=True)
    return frozenset(path for path, _, value in triples if value not in ("unspecified", "unset"))


def name_in(repository: Repository, names: tuple[str, str]) -> str:
    """Return the one of a blob's two names that this repository uses."""
    return names[len(repository.head) > 40]


def held(repository: Repository, names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return, by path, the names of those blobs that the repository has."""
    own = {path: name_in(repository, both) for path, both in names.items()}
    there = repository.existing(own.values()) if own else frozenset()
    return {path: name for path, name in own.items() if name in there}


def same_content(path: Path, sha1: str) -> bool:
    """Say whether a file on disk has the content of that name."""
    return path.is_file() and not path.is_symlink() and blob_names(path.read_bytes())[0] == sha1
