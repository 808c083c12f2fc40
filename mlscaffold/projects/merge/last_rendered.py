"""Reads what was rendered last, as it is committed."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.markers import still_marked
from mlscaffold.projects.merge.refusals import missing_snapshot
from mlscaffold.projects.merge.repository import Repository, find
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, Snapshot, unpack


def last_rendered(folder: Path) -> Snapshot:
    """Return what was rendered last in a project.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: there is no repository, or no record that can be read.
    """
    repository = find(folder)
    found = recorded(repository)
    if found is None:
        raise missing_snapshot(repository)
    return found


def recorded(repository: Repository) -> Snapshot | None:
    """Return what was rendered last: what an update with conflicts left, once they are resolved.

    Raises:
        MlscaffoldError: conflict markers are committed, or the record is damaged.
    """
    for path in (PENDING, SNAPSHOT):
        if repository.full(path) in repository.committed:
            snapshot = read_record(repository, path, repository.head)
            if path == PENDING and (marked := still_marked(repository, snapshot)):
                raise marked
            return snapshot
    return None


def read_record(repository: Repository, path: str, commit: str = "") -> Snapshot:
    """Return a record from a commit, or from the index: as we stored it, or as a filter of the user's did.

    Raises:
        MlscaffoldError: it is damaged.
    """
    name = f"{commit}:{repository.full(path)}"
    try:
        return unpack(repository.git.run("cat-file", "blob", name), path)
    except MlscaffoldError:
        return unpack(repository.git.run("cat-file", "--filters", name), path)
