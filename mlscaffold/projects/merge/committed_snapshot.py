"""Reads the snapshot of what was rendered last from the commit, and the conflict markers that an update left."""

import re
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import text
from mlscaffold.projects.merge.repository import Repository, find
from mlscaffold.projects.merge.three_way_merge import TEMPLATE, YOURS
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, Snapshot, unpack

MARKER = re.compile(rf"^(<{{7,}} {YOURS}|>{{7,}} {TEMPLATE})(:.*)?\r?$".encode(), re.MULTILINE)


def last_rendered(folder: Path) -> Snapshot:
    """Return what was rendered last in a project.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: the repository or a readable snapshot is missing.
    """
    repository = find(folder)
    snapshot = committed_snapshot(repository)
    if snapshot is None:
        raise missing_snapshot(repository)
    return snapshot


def committed_snapshot(repository: Repository) -> Snapshot | None:
    """Return what was rendered last: the snapshot of an update with conflicts, once they are resolved.

    Raises:
        MlscaffoldError: conflict markers are committed, or the snapshot is damaged.
    """
    for path in (PENDING, SNAPSHOT):
        if repository.full(path) in repository.committed:
            snapshot = read_snapshot(repository, path, repository.head)
            if path == PENDING:
                _check_markers(repository, snapshot)
            return snapshot
    return None


def read_snapshot(repository: Repository, path: str, commit: str = "") -> Snapshot:
    """Return a snapshot from a commit, or from the index: as we stored it, or as the user's filter did.

    Raises:
        MlscaffoldError: it is damaged.
    """
    name = f"{commit}:{repository.full(path)}"
    try:
        return unpack(repository.git.run("cat-file", "blob", name), path)
    except MlscaffoldError:
        return unpack(repository.git.run("cat-file", "--filters", name), path)


def first_marker(repository: Repository, path: str) -> int:
    """Return the line of the first conflict marker in a file of the project, 0 if there is none."""
    place = repository.on_disk(repository.full(path))
    if place.is_symlink() or not place.is_file():
        return 0
    content = place.read_bytes()
    found = MARKER.search(content)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


def missing_snapshot(repository: Repository) -> MlscaffoldError:
    """Return the error for a project without a committed snapshot."""
    path = repository.full(SNAPSHOT)
    where = str(repository.top / path)
    if repository.on_disk(path).is_file():
        return MlscaffoldError("not committed", where=where, hint="Run `git add -f` on it, and commit")
    arguments = ("log", "-1", "--format=%h", "--diff-filter=D", repository.head, "--", path)
    if deleted := text(repository.git.run(*arguments)).strip():
        what = f"an update needs this file, which commit {deleted} deleted"
        hint = f"Restore it with `git checkout {deleted}^ -- {SNAPSHOT}`, and commit"
        return MlscaffoldError(what, where=where, hint=hint)
    what = "missing; without this snapshot of the generated files, your edits cannot be distinguished from the template's"
    hint = "Restore it from Git, compare with --dry-run, or generate the project again elsewhere and copy your edits over"
    return MlscaffoldError(what, where=where, hint=hint)


def _check_markers(repository: Repository, pending: Snapshot) -> None:
    """Refuse files of an update that still hold conflict markers."""
    for path in pending.unresolved:
        if line := first_marker(repository, path):
            where = str(repository.on_disk(repository.full(path)))
            hint = "Resolve it, `git add` the file, and run `mlscaffold update --continue`"
            what = f"line {line} is a conflict marker of an update"
            raise MlscaffoldError(what, where=where, hint=hint, status=1)
