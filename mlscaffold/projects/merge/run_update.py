"""Updates a project to a new plan: reads what was rendered last, merges what is rendered now, applies the result."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.filesystem.git import text
from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge import transaction, update_report
from mlscaffold.projects.merge.committed_snapshot import committed_snapshot, missing_snapshot
from mlscaffold.projects.merge.git_objects import store_blobs, write_tree
from mlscaffold.projects.merge.merge_inputs import MergeInputs, collect_inputs
from mlscaffold.projects.merge.moved_imports import with_moved_imports
from mlscaffold.projects.merge.preconditions import check_case, check_clean, check_idle, check_overwrites
from mlscaffold.projects.merge.repository import Entries, Entry, Repository, find
from mlscaffold.projects.merge.three_way_merge import Merged, Reapply, merge, reapplied
from mlscaffold.projects.merge.transaction import IgnoredChange, Journal
from mlscaffold.projects.merge.update_report import Outcome, UpdateResult, joined
from mlscaffold.projects.snapshot import LOCKS, PENDING, SNAPSHOT, RecordedFile, Snapshot, pack, packed

UNKNOWN = "The snapshot is missing, so every difference is shown as a conflict; an update would be refused."

Relock = Callable[[Path], bool]
"""Regenerates the lock file in a folder, and returns whether that succeeded."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An update before it is applied."""

    inputs: MergeInputs
    merged: Merged
    files: tuple[Outcome, ...]
    final: Entries


def update(
    folder: Path,
    plan: ProjectPlan,
    dry_run: bool,
    relock: Relock | None = None,
    retained: tuple[RecordedFile, ...] = (),
    reapply: Reapply | None = None,
) -> UpdateResult:
    """Update a project to a new plan with a three-way merge that loses no work.

    The base is what was rendered last, the user's version is what is committed. The result is written and staged, never
    committed. With conflicts, files hold markers, and the snapshot changes only when
    `mlscaffold.projects.merge.resume` finds them resolved.

    Args:
        folder: the project's folder.
        plan: what is rendered now, with or without its snapshot.
        dry_run: whether to show the difference only, without changing anything.
        relock: regenerates the lock file after a clean merge, None to leave that to the user.
        retained: more files, which stay as they were recorded and of which only the hashes are known.
        reapply: makes the template's change to the user's own text, where merging line by line conflicts.

    Returns:
        The result, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: a precondition fails and nothing was changed: no repository, uncommitted changes, no snapshot,
            another unfinished update.
    """
    repository = find(folder)
    check_idle(repository)
    if dry_run:
        return _preview(repository, plan, retained, reapply)
    check_clean(repository)
    base = committed_snapshot(repository)
    if base is None:
        raise missing_snapshot(repository)
    return _apply(repository, _prepare(repository, base, plan, retained, reapply), relock)


def relock_report(repository: Repository, relock: Relock | None) -> str:
    """Regenerate the lock file if the project has one and its pyproject.toml has changed; return a line for the report."""
    path, settings = repository.full(LOCKS[0]), repository.full("pyproject.toml")
    staged = repository.git.run("diff", "--cached", "--name-only", "-z", "--", settings)
    if not staged or not repository.on_disk(path).is_file():
        return ""
    if relock is None or not relock(repository.folder):
        return update_report.RELOCK
    if path in repository.committed:
        repository.git.run("add", "--", path)
    return update_report.RELOCKED


def _preview(
    repository: Repository, plan: ProjectPlan, retained: tuple[RecordedFile, ...], reapply: Reapply | None
) -> UpdateResult:
    """Merge in a temporary object database, and show what would change."""
    with temporary_folder() as objects:
        real = repository.git.line("rev-parse", "--git-path", "objects")
        own = repository.configured(
            GIT_OBJECT_DIRECTORY=str(objects), GIT_ALTERNATE_OBJECT_DIRECTORIES=str(repository.top / real)
        )
        check_clean(own)
        base = committed_snapshot(own)
        prepared = _prepare(own, base or Snapshot(), plan, retained, reapply)
        conflicts = tuple(own.short(path) for path in prepared.merged.conflicting)
        status = int(not prepared.merged.clean or base is None)
        report = joined("" if base else UNKNOWN, _difference(own, prepared.merged), _summary(prepared.files))
        return UpdateResult(status, report, prepared.files, conflicts)


def _summary(files: tuple[Outcome, ...]) -> str:
    return joined(update_report.file_lines(files), update_report.counts(files))


def _difference(repository: Repository, merged: Merged) -> str:
    """Return what would change in the user's files: a summary and the lines."""
    trees = merged.trees.ours, write_tree(repository, merged.entries)
    paths = [f"--relative={repository.prefix}"] if repository.prefix else []
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "-M", "--stat", "--patch", "-r")
    return text(repository.git.run("diff-tree", *options, *paths, *trees)).strip("\n")


def _prepare(
    repository: Repository,
    base: Snapshot,
    plan: ProjectPlan,
    retained: tuple[RecordedFile, ...],
    reapply: Reapply | None,
) -> _Prepared:
    inputs = collect_inputs(repository, base, plan, retained)
    adapted = with_moved_imports(repository, inputs, base, plan)
    merged = merge(repository, adapted)
    if adapted is not inputs:
        merged = replace(merged, trees=replace(merged.trees, ours=write_tree(repository, inputs.ours)))
    if reapply and (better := reapplied(repository, inputs, merged, reapply)):
        merged = merge(repository, better)
    unresolved = [repository.short(path) for path in merged.conflicting]
    snapshot = pack(plan, unresolved, retained)
    is_known = snapshot == packed(base) and repository.full(PENDING) not in repository.committed
    final = _final_entries(repository, inputs, merged, b"" if is_known else snapshot)
    before, after = repository.committed | inputs.ours, final | merged.entries
    check_overwrites(repository, before, after)
    check_case(repository, before, after)
    return _Prepared(inputs, merged, update_report.outcomes(repository, inputs, merged), final)


def _final_entries(repository: Repository, inputs: MergeInputs, merged: Merged, snapshot: bytes) -> Entries:
    """Return the final index: without ignored files, with the new snapshot, if any."""
    tracked = {path: entry for path, entry in merged.entries.items() if path not in inputs.ignored}
    old = repository.committed.get(repository.full(SNAPSHOT))
    before = {repository.full(SNAPSHOT): old} if old else {}
    if not snapshot:
        return tracked | before
    path = repository.full(SNAPSHOT if merged.clean else PENDING)
    return tracked | before | {path: Entry("100644", store_blobs(repository, [snapshot])[0])}


def _apply(repository: Repository, prepared: _Prepared, relock: Relock | None) -> UpdateResult:
    journal, files = _journal(repository, prepared), prepared.files
    if not journal.changed and not journal.ignored:
        return UpdateResult(0, joined(update_report.file_lines(files), update_report.NOTHING), files)
    transaction.refresh_index(repository)
    transaction.begin(repository, journal)
    transaction.apply_or_undo(repository, journal)
    conflicts = tuple(repository.short(path) for path in journal.conflicts)
    if conflicts:
        return UpdateResult(1, joined(_summary(files), update_report.RESOLVE), files, conflicts)
    steps = (relock_report(repository, relock), update_report.COMMIT)
    return UpdateResult(0, joined(_summary(files), *steps), files)


def _journal(repository: Repository, prepared: _Prepared) -> Journal:
    inputs, merged = prepared.inputs, prepared.merged
    stages = tuple(stage for stage in merged.stages if stage.path not in inputs.ignored)
    changed = update_report.changed_paths(repository.committed, prepared.final)
    paths = tuple(sorted({*changed, *(stage.path for stage in stages)}))
    ignored = (
        IgnoredChange(path, _before(repository, inputs, path), merged.entries.get(path))
        for path in sorted(inputs.ignored)
        if merged.entries.get(path) != inputs.ours.get(path)
    )
    skipped = transaction.skipped_files(repository)
    return Journal(
        transaction.APPLYING,
        repository.prefix,
        repository.head,
        write_tree(repository, prepared.final),
        paths,
        tuple(path for path in paths if path in skipped),
        stages,
        tuple(ignored),
        merged.conflicting,
    )


def _before(repository: Repository, inputs: MergeInputs, path: str) -> Entry | None:
    place = repository.on_disk(path)
    return inputs.ours.get(path) if place.is_symlink() or place.exists() else None
