"""Writes blobs, trees and commits to Git's database, without touching the user's index and files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.filesystem.git import SHA1_LENGTH, join_records, raw, split_records, text
from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.projects.merge.repository import Entries, Repository
from mlscaffold.projects.snapshot import blob_names, is_binary

FILTERING = ("filter", "working-tree-encoding", "ident")
"""Attributes that make Git store another content than the file has."""

IDENTITY = {
    "GIT_AUTHOR_NAME": "mlscaffold",
    "GIT_AUTHOR_EMAIL": "mlscaffold@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "mlscaffold",
    "GIT_COMMITTER_EMAIL": "mlscaffold@localhost",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
}
"""Author and date of the commits that exist for a merge only, so that equal trees give equal commits."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file's content.

    Args:
        path: relative to the top of the repository.
        content: the bytes, as rendered or on disk.
        ending: the line ending that the project uses instead of the content's, b"" if it is the same.
    """

    path: str
    content: bytes
    ending: bytes = b""


def index_lines(repository: Repository, removed: Iterable[str], added: Entries) -> bytes:
    """Return the input for `git update-index --index-info -z` that removes paths and adds entries."""
    missing = "0" * len(repository.head)
    lines = [f"0 {missing}\t{path}" for path in removed]
    return join_records([*lines, *(f"{entry.mode} {entry.name}\t{path}" for path, entry in added.items())])


@contextmanager
def temporary_index(repository: Repository) -> Iterator[Repository]:
    """Yield the repository with an empty index of its own, without sparse checkout."""
    with temporary_folder() as folder:
        index = str(folder / "index")
        settings = ("core.sparseCheckout=false", "index.sparse=false", "core.splitIndex=false")
        yield repository.configured(*settings, GIT_INDEX_FILE=index)


def write_tree(repository: Repository, project: Entries) -> str:
    """Write a tree with these project files; the rest of the repository is as committed."""
    with temporary_index(repository) as own:
        committed = repository.committed if repository.prefix else {}
        if committed:
            own.git.run("read-tree", repository.head)
        lines = index_lines(repository, committed, project)
        own.git.run("update-index", "-z", "--index-info", stdin=lines)
        return own.git.line("write-tree", "--missing-ok")


def write_commit(repository: Repository, tree: str, message: str, *parents: str) -> str:
    """Write a commit of a tree that no branch refers to."""
    options = [part for parent in parents for part in ("-p", parent)]
    return repository.configured(**IDENTITY).git.line("commit-tree", tree, *options, "-m", message)


def store_blobs(repository: Repository, contents: Iterable[bytes]) -> list[str]:
    """Store contents unchanged, and return their names."""
    all_contents = list(contents)
    if not all_contents:
        return []
    with temporary_folder() as folder:
        paths = [folder / str(number) for number in range(len(all_contents))]
        for path, content in zip(paths, all_contents, strict=True):
            path.write_bytes(content)
        stdin = raw("".join(f"{path.as_posix()}\n" for path in paths))
        output = repository.git.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=stdin)
    return text(output).split()


def store_as_added(repository: Repository, files: Iterable[Content]) -> list[str]:
    """Store contents as `git add` would at their paths, through filters and line ending conversion.

    Args:
        repository: the repository.
        files: the contents; a path may occur more than once.

    Returns:
        The names, in the order of the files.
    """
    contents = list(files)
    filtered = _filtered(repository, {file.path for file in contents})
    special = [file.path in filtered or _may_be_converted(file) for file in contents]
    plain = [
        with_ending(file.content, file.ending) if file.ending else file.content
        for file, is_special in zip(contents, special, strict=True)
        if not is_special
    ]
    names = iter(store_blobs(repository, plain))
    return [
        _store_filtered(repository, file) if is_special else next(names)
        for file, is_special in zip(contents, special, strict=True)
    ]


def _may_be_converted(file: Content) -> bool:
    """Return whether Git may store other line endings: only if there are carriage returns."""
    return b"\r\n" in file.content and not file.ending


def _store_filtered(repository: Repository, file: Content) -> str:
    arguments = ("hash-object", "-w", "--stdin", f"--path={file.path}")
    return text(repository.git.run(*arguments, stdin=file.content)).strip()


def _filtered(repository: Repository, paths: set[str]) -> frozenset[str]:
    """Return the paths to which the user's attributes assign a filter."""
    if not paths:
        return frozenset()
    stdin = join_records(sorted(paths))
    fields = iter(split_records(repository.git.run("check-attr", "-z", "--stdin", *FILTERING, stdin=stdin)))
    triples = zip(fields, fields, fields, strict=True)
    return frozenset(path for path, _, value in triples if value not in ("unspecified", "unset"))


def existing_blobs(repository: Repository, names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return, by path, the names of the blobs that the repository has.

    Args:
        repository: the repository.
        names: by path, a blob's name in SHA-1 and in SHA-256.
    """
    is_sha256 = len(repository.head) > SHA1_LENGTH
    own = {path: both[is_sha256] for path, both in names.items()}
    existing = repository.existing(own.values()) if own else frozenset()
    return {path: name for path, name in own.items() if name in existing}


def has_content(path: Path, sha1: str) -> bool:
    """Return whether a file on disk has the content with that blob name."""
    return path.is_file() and not path.is_symlink() and blob_names(path.read_bytes())[0] == sha1


def line_ending(content: bytes) -> bytes:
    r"""Return the line ending of a text: `\n` or `\r\n`; b"" if it is mixed, binary or a single line."""
    returns, lines = content.count(b"\r\n"), content.count(b"\n")
    if not lines or is_binary(content) or returns not in (0, lines):
        return b""
    return b"\r\n" if returns else b"\n"


def with_ending(content: bytes, ending: bytes) -> bytes:
    """Return a text with this line ending; binary content stays as it is."""
    if is_binary(content):
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\n", ending)


def committed_ending(rendered: bytes, committed: bytes) -> bytes:
    """Return the line ending that a project uses instead of the rendered one, b"" if they agree.

    Without it, an update would change every line of a file that is committed with the other ending.
    """
    ours, theirs = line_ending(committed), line_ending(rendered)
    return ours if ours and theirs and ours != theirs else b""
