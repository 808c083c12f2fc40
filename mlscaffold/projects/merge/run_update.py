"""The command: reads what was rendered, merges what is rendered now, brings it in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge import journal as notes
from mlscaffold.projects.merge import update_report
from mlscaffold.projects.merge.apply import apply, left_out, refresh, undo
from mlscaffold.projects.merge.git import text
from mlscaffold.projects.merge.journal import APPLYING, Hidden, Journal
from mlscaffold.projects.merge.last_rendered import recorded
from mlscaffold.projects.merge.merge_inputs import Sides, sides_of
from mlscaffold.projects.merge.merge_trees import Merged, merge
from mlscaffold.projects.merge.outcomes import Outcome, changed, outcomes
from mlscaffold.projects.merge.reapply import Redo, redone
from mlscaffold.projects.merge.refusals import check_case, check_clean, check_way, missing_snapshot
from mlscaffold.projects.merge.repository import Entries, Entry, Repository, find
from mlscaffold.projects.merge.trees import store_raw, tree_of
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.snapshot import LOCKS, PENDING, SNAPSHOT, Remembered, Snapshot, pack, packed

UNKNOWN = "What was last rendered is not known, so all that differs is a conflict; an update is refused."

Relock = Callable[[Path], bool]
"""Makes the lock file anew in a folder, and says whether it did."""


@dataclass(frozen=True, slots=True)
class _Found:
    """All of an update before anything is touched."""

    sides: Sides
    merged: Merged
    files: tuple[Outcome, ...]
    final: Entries


def update(
    folder: Path,
    plan: ProjectPlan,
    dry_run: bool,
    relock: Relock | None = None,
    kept: tuple[Remembered, ...] = (),
    redo: Redo | None = None,
) -> Updated:
    """Bring a project to a newer plan by a three-way merge that loses no work.

    The base is what was rendered last, the user's side what is committed. The outcome stands in the files and is
    staged, never committed. With conflicts, files hold markers, and what is recorded as rendered stays until
    `mlscaffold.projects.merge.resume` finds them resolved.

    Args:
        folder: the project's folder.
        plan: what is rendered now, with or without its snapshot.
        dry_run: whether to show the difference only; nothing is changed then.
        relock: makes the lock file anew after a clean merge, None to tell the user to do it.
        kept: files besides that stay as they were recorded, of which only the hashes are known.
        redo: makes the template's change to the user's own text, where merging line by line ends in a conflict.

    Returns:
        What it came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: something is in the way, and nothing was changed: no repository, changes that are not
            committed, no record of what was rendered, another update that is not finished.
    """
    repository = find(folder)
    check_idle(repository)
    if dry_run:
        return _shown(repository, plan, kept, redo)
    check_clean(repository)
    base = recorded(repository)
    if base is None:
        raise missing_snapshot(repository)
    found = _found(repository, base, plan, kept, redo)
    return _brought(repository, found, relock)


def _shown(
    repository: Repository, plan: ProjectPlan, kept: tuple[Remembered, ...], redo: Redo | None
) -> Updated:
    """Merge in a database of our own, and show what would change."""
    with tempfile.TemporaryDirectory() as objects:
        real = repository.git.line("rev-parse", "--git-path", "objects")
        own = repository.having(
            GIT_OBJECT_DIRECTORY=objects, GIT_ALTERNATE_OBJECT_DIRECTORIES=str(repository.top / real)
        )
        check_clean(own)
        base = recorded(own)
        found = _found(own, base or Snapshot(), plan, kept, redo)
        conflicts = tuple(own.short(path) for path in found.merged.conflicting)
        status = int(not found.merged.clean or base is None)
        unknown = "" if base else UNKNOWN
        words = update_report.told(
            unknown,
            difference(own, found),
            update_report.lines(found.files),
            update_report.counts(found.files),
        )
        return Updated(status, words, found.files, conflicts)


def difference(repository: Repository, found: _Found) -> str:
    """Return what would change in the user's files: a summary and the lines."""
    git = repository.git
    sides = found.merged.trees.ours, tree_of(repository, found.merged.entries)
    where = [f"--relative={repository.prefix}"] if repository.prefix else []
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "-M", "--stat", "--patch", "-r")
    return text(git.run("diff-tree", *options, *where, *sides)).strip("\n")


def _found(
    repository: Repository,
    base: Snapshot,
    plan: ProjectPlan,
    kept: tuple[Remembered, ...],
    redo: Redo | None,
) -> _Found:
    sides = sides_of(repository, base, plan, kept)
    merged = merge(repository, sides)
    if redo and (again := redone(repository, sides, merged, redo)):
        merged = merge(repository, again)
    unresolved = [repository.short(path) for path in merged.conflicting]
    record = pack(plan, unresolved, kept)
    known = record == packed(base) and repository.full(PENDING) not in repository.committed
    final = _final(repository, sides, merged, b"" if known else record)
    before, after = repository.committed | sides.ours, final | merged.entries
    check_way(repository, before, after)
    check_case(repository, before, after)
    return _Found(sides, merged, outcomes(repository, sides, merged), final)


def _final(repository: Repository, sides: Sides, merged: Merged, record: bytes) -> Entries:
    """Return what the index ends with: without ignored files, with the new record of what was rendered, if any."""
    tracked = {path: entry for path, entry in merged.entries.items() if path not in sides.hidden}
    old = repository.committed.get(repository.full(SNAPSHOT))
    before = {repository.full(SNAPSHOT): old} if old else {}
    if not record:
        return tracked | before
    path = repository.full(SNAPSHOT if merged.clean else PENDING)
    return tracked | before | {path: Entry("100644", store_raw(repository, [record])[0])}


def _brought(repository: Repository, found: _Found, relock: Relock | None) -> Updated:
    journal = _journal(repository, found)
    if not journal.touched and not journal.hidden:
        return Updated(
            0, update_report.told(update_report.lines(found.files), "Nothing to update."), found.files
        )
    refresh(repository)
    notes.begin(repository, journal)
    bring_in(repository, journal)
    words = update_report.told(update_report.lines(found.files), update_report.counts(found.files))
    conflicts = tuple(repository.short(path) for path in journal.conflicts)
    if conflicts:
        return Updated(1, update_report.told(words, update_report.RESOLVE), found.files, conflicts)
    return Updated(
        0, update_report.told(words, locked(repository, relock), update_report.COMMIT), found.files
    )


def bring_in(repository: Repository, journal: Journal) -> None:
    """Apply an update, and take it back if that fails.

    Raises:
        MlscaffoldError: it has failed.
    """
    try:
        apply(repository, journal)
    except OSError as error:
        undo(repository, journal)
        notes.end(repository)
        where = str(error.filename or repository.top)
        raise MlscaffoldError(f"cannot be written: {error.strerror}", where=where) from error
    except MlscaffoldError:
        undo(repository, journal)
        notes.end(repository)
        raise


def _journal(repository: Repository, found: _Found) -> Journal:
    head = repository.committed
    sides, merged = found.sides, found.merged
    stages = tuple(stage for stage in merged.stages if stage.path not in sides.hidden)
    touched = sorted({*changed(head, found.final), *(stage.path for stage in stages)})
    hidden = (
        Hidden(path, _lying(repository, sides, path), merged.entries.get(path))
        for path in sorted(sides.hidden)
        if merged.entries.get(path) != sides.ours.get(path)
    )
    skipped = left_out(repository)
    return Journal(
        APPLYING,
        repository.prefix,
        repository.head,
        tree_of(repository, found.final),
        tuple(touched),
        tuple(path for path in touched if path in skipped),
        stages,
        tuple(hidden),
        merged.conflicting,
    )


def _lying(repository: Repository, sides: Sides, path: str) -> Entry | None:
    place = repository.on_disk(path)
    return sides.ours.get(path) if place.is_symlink() or place.exists() else None


def check_ready(folder: Path) -> None:
    """Refuse a project that could not be updated, before work is done for that.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: there is no repository, there are changes that are not committed, or an update is not finished.
    """
    repository = find(folder)
    check_idle(repository)
    check_clean(repository)


def check_idle(repository: Repository) -> None:
    """Refuse to begin while another update is not finished.

    Notes of one that the user has finished or thrown away by Git himself are dropped.

    Raises:
        MlscaffoldError: another one is under way.
    """
    journal = notes.current(repository)
    if journal is None:
        return
    where = str(repository.top / journal.prefix)
    if journal.phase == APPLYING and repository.head == journal.start:
        hint = "Run `mlscaffold update --abort` to bring back the state before, or --continue to finish it"
        raise MlscaffoldError("an update was interrupted", where=where, hint=hint)
    pending = f"{journal.prefix}{PENDING}"
    waiting = repository.git.run("diff", "--cached", "--name-only", "-z", "--", pending)
    if waiting and repository.head == journal.start:
        hint = "Resolve its conflicts and run `mlscaffold update --continue`, or --abort to take it back"
        raise MlscaffoldError("an update is not finished", where=where, hint=hint)
    notes.end(repository)


def locked(repository: Repository, relock: Relock | None) -> str:
    """Make the lock file anew where there is one and what it is made from has changed; return what to say."""
    path = repository.full(LOCKS[0])
    staged = repository.git.run(
        "diff", "--cached", "--name-only", "-z", "--", repository.full("pyproject.toml")
    )
    if not staged or not repository.on_disk(path).is_file():
        return ""
    if relock is None or not relock(repository.top / repository.prefix):
        return update_report.RELOCK
    if path in repository.committed:
        repository.git.run("add", "--", path)
    return f"{LOCKS[0]} is made anew."
