"""Finishes an update that waits for its conflicts or was interrupted, or takes it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge import journal as notes
from mlscaffold.projects.merge import update_report
from mlscaffold.projects.merge.apply import refresh, undo
from mlscaffold.projects.merge.journal import APPLYING, Journal
from mlscaffold.projects.merge.last_rendered import read_record
from mlscaffold.projects.merge.markers import first_marker
from mlscaffold.projects.merge.refusals import unmerged_paths
from mlscaffold.projects.merge.repository import Entry, Repository, find
from mlscaffold.projects.merge.run_update import Relock, bring_in, locked
from mlscaffold.projects.merge.trees import index_lines, store_raw
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, Snapshot, packed


def resume(folder: Path, relock: Relock | None = None) -> Updated:
    """Finish an update: `mlscaffold update --continue`.

    Once no conflict is left, what the update rendered becomes the base of the next one. An update that was
    interrupted is done again from its start.

    Args:
        folder: the project's folder.
        relock: makes the lock file anew, None to tell the user to do it.

    Returns:
        What it came to: status 1 where conflicts are left.

    Raises:
        MlscaffoldError: no update is under way.
    """
    repository = find(folder)
    journal = notes.current(repository)
    if journal and journal.phase == APPLYING and journal.start == repository.head:
        return _repeated(repository, journal, relock)
    pending = _pending(repository)
    left = unresolved(repository, pending)
    if left:
        words = update_report.told("These conflicts are left:", *left, update_report.RESOLVE)
        return Updated(1, words, conflicts=pending.unresolved)
    _promote(repository, pending)
    notes.end(repository)
    words = update_report.told("The update is complete.", locked(repository, relock), update_report.COMMIT)
    return Updated(0, words)


def abort(folder: Path) -> Updated:
    """Take an update back: `mlscaffold update --abort`.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: no update is under way, or it was committed since.
    """
    repository = find(folder)
    journal = notes.current(repository)
    if journal is None or journal.start != repository.head:
        hint = "One that is committed is taken back with `git revert`" if _is_recorded(repository) else ""
        raise MlscaffoldError("no update is under way", where=str(folder), hint=hint)
    kept = undo(repository, journal)
    notes.end(repository)
    return Updated(0, update_report.told("The state before the update is back.", *_kept(kept)))


def unresolved(repository: Repository, pending: Snapshot) -> tuple[str, ...]:
    """Return a line for each conflict that is left in the project."""
    unmerged = {
        repository.short(path) for path in unmerged_paths(repository) if path.startswith(repository.prefix)
    }
    marked = {path: first_marker(repository, path) for path in {*pending.unresolved, *unmerged}}
    lines = [f"{path}: line {line} is a conflict marker" for path, line in sorted(marked.items()) if line]
    waiting = sorted(path for path in unmerged if not marked[path])
    return (*lines, *(f"{path}: to be decided on with `git add` or `git rm`" for path in waiting))


def _repeated(repository: Repository, journal: Journal, relock: Relock | None) -> Updated:
    """Do an interrupted update again, from its start."""
    kept = _kept(undo(repository, journal))
    bring_in(repository, journal)
    if journal.conflicts:
        conflicts = tuple(repository.short(path) for path in journal.conflicts)
        files = [f"conflict  {path}" for path in conflicts]
        return Updated(1, update_report.told(*kept, *files, update_report.RESOLVE), conflicts=conflicts)
    words = update_report.told(
        *kept, "The update is complete.", locked(repository, relock), update_report.COMMIT
    )
    return Updated(0, words)


def _kept(files: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"What {path} held is kept: git cat-file -p {name}" for path, name in files]


def _pending(repository: Repository) -> Snapshot:
    """Return what becomes the base, as it stands in the index.

    Raises:
        MlscaffoldError: there is none.
    """
    if not repository.git.run("ls-files", "--", repository.full(PENDING)):
        raise MlscaffoldError("no update is under way", where=str(repository.top / repository.prefix))
    return read_record(repository, PENDING)


def _promote(repository: Repository, pending: Snapshot) -> None:
    """Make what was pending the base: on disk first, so that a second attempt finds it in the index."""
    base, waiting = repository.full(SNAPSHOT), repository.full(PENDING)
    content = packed(replace(pending, unresolved=()))
    place = repository.on_disk(base)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    repository.on_disk(waiting).unlink(missing_ok=True)
    entry = Entry("100644", store_raw(repository, [content])[0])
    lines = index_lines(repository, [waiting], {base: entry})
    repository.git.run("update-index", "-z", "--index-info", given=lines)
    refresh(repository)


def _is_recorded(repository: Repository) -> bool:
    return repository.full(SNAPSHOT) in repository.committed
