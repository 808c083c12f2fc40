"""Applies a merge to the user's files and index as a transaction: noted in a journal first, then finished or undone."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import CHECK_PLACE, MlscaffoldError
from mlscaffold.filesystem.git import join_records, split_records
from mlscaffold.projects.merge.git_objects import Content, index_lines, store_as_added, temporary_index
from mlscaffold.projects.merge.merge_inputs import is_behind_link
from mlscaffold.projects.merge.repository import Entries, Entry, Repository
from mlscaffold.projects.merge.three_way_merge import IndexStage

APPLYING, OPEN = "applying", "open"


@dataclass(frozen=True, slots=True)
class IgnoredChange:
    """A file that Git ignores, which changes on disk only.

    Args:
        path: the file, relative to the top of the repository.
        before: the file before the update, None if it did not exist.
        after: the file after the update, None if it is removed.
    """

    path: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Journal:
    """An update in progress, noted inside `.git` before any file changes.

    Args:
        phase: `applying` while files are written, `open` while conflicts wait for the user.
        prefix: the project's folder in its repository.
        start: the commit that the update started from.
        final: the resulting tree; files in conflict hold markers.
        changed: the files that change.
        skipped: those of them that a sparse checkout omits.
        stages: the versions of the files in conflict.
        ignored: the files that Git ignores.
        conflicts: the files in conflict, including ignored ones.
    """

    phase: str
    prefix: str
    start: str
    final: str
    changed: tuple[str, ...]
    skipped: tuple[str, ...]
    stages: tuple[IndexStage, ...]
    ignored: tuple[IgnoredChange, ...]
    conflicts: tuple[str, ...]


def begin(repository: Repository, journal: Journal) -> None:
    """Note the start of an update.

    Raises:
        MlscaffoldError: another update has started.
    """
    repository.state.mkdir(parents=True, exist_ok=True)
    try:
        with _file(repository).open("x", encoding="utf-8") as out:
            out.write(json.dumps(asdict(journal)))
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        where, hint = journal.prefix or str(repository.top), "Wait for it, or run `mlscaffold update --abort`"
        raise MlscaffoldError("another update is in progress", where=where, hint=hint) from error


def end(repository: Repository) -> None:
    """Note that no update is in progress."""
    _file(repository).unlink(missing_ok=True)


def current(repository: Repository) -> Journal | None:
    """Return the update in progress, None if there is none.

    A truncated journal was interrupted before any file changed; it is deleted.
    """
    try:
        return _journal(json.loads(_file(repository).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        end(repository)
        return None


def apply_or_undo(repository: Repository, journal: Journal) -> None:
    """Apply an update, and undo it if that fails.

    Raises:
        MlscaffoldError: it failed.
    """
    try:
        apply(repository, journal)
    except OSError as error:
        undo(repository, journal)
        end(repository)
        where = str(error.filename or repository.top)
        what = f"cannot be written: {error.strerror}"
        raise MlscaffoldError(what, where=where, hint=CHECK_PLACE) from error
    except MlscaffoldError:
        undo(repository, journal)
        end(repository)
        raise


def apply(repository: Repository, journal: Journal) -> None:
    """Apply an update: write and stage its files, and record conflicts in the index as `git merge` does.

    Args:
        repository: the project.
        journal: the update; it has begun, and ends here unless there are conflicts.
    """
    repository.git.run("read-tree", "-m", "-u", "--no-recurse-submodules", journal.start, journal.final)
    checkout(repository, {one.path: one.after for one in journal.ignored if one.after})
    remove_files(repository, (one.path for one in journal.ignored if not one.after))
    _stage_conflicts(repository, journal)
    if not journal.conflicts:
        end(repository)
        return
    written = repository.state / "update.new"
    written.write_text(json.dumps(asdict(replace(journal, phase=OPEN))), encoding="utf-8")
    written.replace(_file(repository))


def undo(repository: Repository, journal: Journal) -> tuple[tuple[str, str], ...]:
    """Restore the state before an update, whatever has happened since.

    Args:
        repository: the project.
        journal: the update.

    Returns:
        Files that were edited since, with the names of the blobs that hold their content.
    """
    before, after = repository.entries(journal.start), repository.entries(journal.final)
    before |= {one.path: one.before for one in journal.ignored if one.before}
    after |= {one.path: one.after for one in journal.ignored if one.after}
    ignored = {one.path for one in journal.ignored}
    changed = [path for path in journal.changed if not is_behind_link(repository.top, path)]
    saved = _save_edits(repository, [*changed, *ignored], before, after)
    remove_files(repository, [*changed, *ignored])
    tracked = {path: before[path] for path in changed if path in before}
    repository.git.run("update-index", "-z", "--index-info", stdin=index_lines(repository, changed, tracked))
    skipped = [path for path in journal.skipped if path in tracked]
    repository.git.run("update-index", "--skip-worktree", "-z", "--stdin", stdin=join_records(skipped))
    shown = [path for path, entry in tracked.items() if path not in skipped and entry.mode != "160000"]
    repository.git.run("checkout-index", "-f", "-u", "-z", "--stdin", stdin=join_records(shown))
    checkout(repository, {path: before[path] for path in ignored if path in before})
    refresh_index(repository)
    return saved


def refresh_index(repository: Repository) -> None:
    """Let Git compare files with the index by content, whatever their timestamps are."""
    repository.git.run("update-index", "--refresh", ok=(0, 1))


def checkout(repository: Repository, entries: Entries) -> None:
    """Write files to disk as Git checks them out, without touching the index."""
    if not entries:
        return
    with temporary_index(repository) as own:
        own.git.run("update-index", "-z", "--index-info", stdin=index_lines(own, (), entries))
        own.git.run("checkout-index", "-f", "-z", "--stdin", stdin=join_records(entries))


def remove_files(repository: Repository, paths: Iterable[str]) -> None:
    """Remove files from disk, and the folders that become empty."""
    for path in paths:
        place = repository.on_disk(path)
        if place.is_symlink() or place.is_file():
            place.unlink()
        _prune(place.parent, repository.folder)


def skipped_files(repository: Repository) -> frozenset[str]:
    """Return the files that a sparse checkout omits, or that Git leaves alone on disk."""
    return frozenset(path for path, tag in index_tags(repository).items() if tag == "S")


def index_tags(repository: Repository) -> dict[str, str]:
    """Return Git's tag of each file in the index: `H`, `S` if skipped, lower case if assumed unchanged."""
    paths = ["--", repository.prefix] if repository.prefix else []
    output = repository.git.run("ls-files", "-v", "-z", *paths)
    return {record[2:]: record[0] for record in split_records(output)}


def _stage_conflicts(repository: Repository, journal: Journal) -> None:
    """Record the versions of each conflict in the index; write the files even where a sparse checkout omits them."""
    if not journal.stages:
        return
    paths = sorted({stage.path for stage in journal.stages})
    stages = (f"{one.entry.mode} {one.entry.name} {one.number}\t{one.path}" for one in journal.stages)
    lines = index_lines(repository, paths, {}) + join_records(stages)
    repository.git.run("update-index", "-z", "--index-info", stdin=lines)
    final = repository.entries(journal.final)
    checkout(repository, {path: final[path] for path in paths if path in final and path in journal.skipped})


def _save_edits(
    repository: Repository, paths: list[str], before: Entries, after: Entries
) -> tuple[tuple[str, str], ...]:
    """Store files on disk that neither version explains, so that undoing loses nothing."""
    places = {path: repository.on_disk(path) for path in sorted(paths)}
    files = {path: place for path, place in places.items() if place.is_file() and not place.is_symlink()}
    names = store_as_added(repository, [Content(path, place.read_bytes()) for path, place in files.items()])
    known = {path: {tree[path].name for tree in (before, after) if path in tree} for path in files}
    new = [(path, name) for path, name in zip(files, names, strict=True) if name not in known[path]]
    return tuple((path, name) for path, name in new if files[path].stat().st_size)


def _prune(folder: Path, top: Path) -> None:
    with suppress(OSError):
        while folder != top and top in folder.parents:
            folder.rmdir()
            folder = folder.parent


def _file(repository: Repository) -> Path:
    return repository.state / "update.json"


def _journal(found: dict[str, Any]) -> Journal:
    stages = (IndexStage(one["path"], Entry(**one["entry"]), one["number"]) for one in found["stages"])
    ignored = (
        IgnoredChange(one["path"], _entry(one["before"]), _entry(one["after"])) for one in found["ignored"]
    )
    values: dict[str, Any] = {name: tuple(found[name]) for name in ("changed", "skipped", "conflicts")}
    values |= {name: found[name] for name in ("phase", "prefix", "start", "final")}
    return Journal(**values, stages=tuple(stages), ignored=tuple(ignored))


def _entry(found: dict[str, str] | None) -> Entry | None:
    return Entry(**found) if found else None
