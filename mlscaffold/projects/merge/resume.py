"""Finishes or undoes an update that waits for its conflicts or was interrupted."""

from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge import transaction
from mlscaffold.projects.merge.committed_snapshot import first_marker, read_snapshot
from mlscaffold.projects.merge.git_objects import index_lines, store_blobs
from mlscaffold.projects.merge.preconditions import unmerged_paths
from mlscaffold.projects.merge.repository import Entry, Repository, find
from mlscaffold.projects.merge.run_update import Relock, relock_report
from mlscaffold.projects.merge.transaction import Journal
from mlscaffold.projects.merge.update_report import COMMIT, COMPLETE, RESOLVE, UpdateResult, joined
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, Snapshot, packed


def resume(folder: Path, relock: Relock | None = None) -> UpdateResult:
    """Finish an update: `mlscaffold update --continue`.

    Once no conflict is left, the snapshot of the update becomes the base of the next one. An interrupted update is
    applied again from its start.

    Args:
        folder: the project's folder.
        relock: regenerates the lock file, None to leave that to the user.

    Returns:
        The result, with status 1 if conflicts are left.

    Raises:
        MlscaffoldError: no update is in progress.
    """
    repository = find(folder)
    journal = transaction.current(repository)
    if journal and journal.phase == transaction.APPLYING and journal.start == repository.head:
        return _repeat(repository, journal, relock)
    pending = _pending(repository)
    left = unresolved(repository, pending)
    if left:
        report = joined("Unresolved conflicts:", *left, RESOLVE)
        return UpdateResult(1, report, conflicts=pending.unresolved)
    _promote(repository, pending)
    transaction.end(repository)
    return UpdateResult(0, joined(COMPLETE, relock_report(repository, relock), COMMIT))


def abort(folder: Path) -> UpdateResult:
    """Undo an update: `mlscaffold update --abort`.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: no update is in progress, or it has been committed.
    """
    repository = find(folder)
    journal = transaction.current(repository)
    if journal is None or journal.start != repository.head:
        is_project = repository.full(SNAPSHOT) in repository.committed
        hint = (
            "Undo a committed update with `git revert`"
            if is_project
            else "Begin one with `mlscaffold update`"
        )
        raise MlscaffoldError("no update is in progress", where=str(folder), hint=hint)
    saved = transaction.undo(repository, journal)
    transaction.end(repository)
    return UpdateResult(0, joined("Update undone.", *_saved_lines(saved)))


def unresolved(repository: Repository, pending: Snapshot) -> tuple[str, ...]:
    """Return a line for each conflict that is left in the project."""
    own = (path for path in unmerged_paths(repository) if path.startswith(repository.prefix))
    unmerged = set(map(repository.short, own))
    marked = {path: first_marker(repository, path) for path in {*pending.unresolved, *unmerged}}
    lines = [f"{path}: line {line} is a conflict marker" for path, line in sorted(marked.items()) if line]
    undecided = sorted(path for path in unmerged if not marked[path])
    return (*lines, *(f"{path}: run `git add` or `git rm` on it" for path in undecided))


def _repeat(repository: Repository, journal: Journal, relock: Relock | None) -> UpdateResult:
    """Apply an interrupted update again, from its start."""
    saved = _saved_lines(transaction.undo(repository, journal))
    transaction.apply_or_undo(repository, journal)
    if journal.conflicts:
        conflicts = tuple(repository.short(path) for path in journal.conflicts)
        files = [f"conflict  {path}" for path in conflicts]
        return UpdateResult(1, joined(*saved, *files, RESOLVE), conflicts=conflicts)
    return UpdateResult(0, joined(*saved, COMPLETE, relock_report(repository, relock), COMMIT))


def _saved_lines(files: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"Your edits in {path} are saved: git cat-file -p {name}" for path, name in files]


def _pending(repository: Repository) -> Snapshot:
    """Return the snapshot that becomes the base, from the index.

    Raises:
        MlscaffoldError: there is none.
    """
    if not repository.git.run("ls-files", "--", repository.full(PENDING)):
        hint = "Begin one with `mlscaffold update`"
        raise MlscaffoldError("no update is in progress", where=str(repository.folder), hint=hint)
    return read_snapshot(repository, PENDING)


def _promote(repository: Repository, pending: Snapshot) -> None:
    """Make the pending snapshot the base: on disk first, so that a second attempt finds it in the index."""
    base, waiting = repository.full(SNAPSHOT), repository.full(PENDING)
    content = packed(replace(pending, unresolved=()))
    place = repository.on_disk(base)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    repository.on_disk(waiting).unlink(missing_ok=True)
    entry = Entry("100644", store_blobs(repository, [content])[0])
    lines = index_lines(repository, [waiting], {base: entry})
    repository.git.run("update-index", "-z", "--index-info", stdin=lines)
    transaction.refresh_index(repository)
