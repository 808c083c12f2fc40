"""Brings a merge into the user's files and index, by Git itself, and takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlscaffold.projects.merge import journal as notes
from mlscaffold.projects.merge.git import record_lines, text
from mlscaffold.projects.merge.journal import Journal
from mlscaffold.projects.merge.merge_inputs import is_behind_link
from mlscaffold.projects.merge.repository import Entries, Repository
from mlscaffold.projects.merge.trees import Given, index_lines, own_index, store_as_added


def apply(repository: Repository, journal: Journal) -> None:
    """Bring an update in: its files are written and stand in the index, conflicts as Git's own stand there.

    Args:
        repository: the project.
        journal: what to do; it has begun, and it ends here unless there are conflicts.
    """
    repository.git.run("read-tree", "-m", "-u", "--no-recurse-submodules", journal.start, journal.final)
    lay(repository, {one.path: one.after for one in journal.hidden if one.after})
    clear(repository, (one.path for one in journal.hidden if not one.after))
    _lay_conflicts(repository, journal)
    if journal.conflicts:
        notes.open_conflicts(repository, journal)
    else:
        notes.end(repository)


def _lay_conflicts(repository: Repository, journal: Journal) -> None:
    """Put the sides of each conflict into the index, and the files on disk even where a sparse checkout has none."""
    if not journal.stages:
        return
    paths = sorted({stage.path for stage in journal.stages})
    lines = index_lines(repository, paths, {})
    lines += record_lines(
        [f"{one.entry.mode} {one.entry.name} {one.number}\t{one.path}" for one in journal.stages]
    )
    repository.git.run("update-index", "-z", "--index-info", given=lines)
    final = repository.entries(journal.final)
    lay(repository, {path: final[path] for path in paths if path in final and path in journal.skipped})


def undo(repository: Repository, journal: Journal) -> tuple[tuple[str, str], ...]:
    """Bring back the state before an update began, from whatever it has come to.

    Args:
        repository: the project.
        journal: what was under way.

    Returns:
        Files that somebody has changed since, with the names of the blobs that keep what they held.
    """
    before, after = repository.entries(journal.start), repository.entries(journal.final)
    before |= {one.path: one.before for one in journal.hidden if one.before}
    after |= {one.path: one.after for one in journal.hidden if one.after}
    hidden = {one.path for one in journal.hidden}
    touched = [path for path in journal.touched if not is_behind_link(repository.top, path)]
    kept = _keep(repository, [*touched, *hidden], before, after)
    clear(repository, [*touched, *hidden])
    tracked = {path: before[path] for path in touched if path in before}
    repository.git.run("update-index", "-z", "--index-info", given=index_lines(repository, touched, tracked))
    skipped = [path for path in journal.skipped if path in tracked]
    given = record_lines(skipped)
    repository.git.run("update-index", "--skip-worktree", "-z", "--stdin", given=given)
    shown = [path for path, entry in tracked.items() if path not in skipped and entry.mode != "160000"]
    repository.git.run("checkout-index", "-f", "-u", "-z", "--stdin", given=record_lines(shown))
    lay(repository, {path: before[path] for path in hidden if path in before})
    refresh(repository)
    return kept


def refresh(repository: Repository) -> None:
    """Let Git look which files are as the index has them, whatever their times say."""
    repository.git.run("update-index", "--refresh", fine=(0, 1))


def _keep(
    repository: Repository, paths: list[str], before: Entries, after: Entries
) -> tuple[tuple[str, str], ...]:
    """Store what stands on disk and is of neither side, so that undoing loses nothing."""
    places = {path: repository.on_disk(path) for path in sorted(paths)}
    files = {path: place for path, place in places.items() if place.is_file() and not place.is_symlink()}
    names = store_as_added(repository, [Given(path, place.read_bytes()) for path, place in files.items()])
    known = {path: {side[path].name for side in (before, after) if path in side} for path in files}
    stored = zip(files, names, strict=True)
    return tuple(
        (path, name) for path, name in stored if name not in known[path] and files[path].stat().st_size
    )


def lay(repository: Repository, entries: Entries) -> None:
    """Write files to disk as Git checks them out, past the index."""
    if not entries:
        return
    with own_index(repository) as own:
        own.git.run("update-index", "-z", "--index-info", given=index_lines(own, (), entries))
        own.git.run("checkout-index", "-f", "-z", "--stdin", given=record_lines(list(entries)))


def clear(repository: Repository, paths: Iterable[str]) -> None:
    """Take files away from disk, and the folders that are empty then."""
    for path in paths:
        place = repository.on_disk(path)
        if place.is_symlink() or place.is_file():
            place.unlink()
        _prune(place.parent, repository.top / repository.prefix)


def _prune(folder: Path, top: Path) -> None:
    with suppress(OSError):
        while folder != top and top in folder.parents:
            folder.rmdir()
            folder = folder.parent


def left_out(repository: Repository) -> frozenset[str]:
    """Return the files that a sparse checkout leaves out, or that Git is told to leave alone on disk."""
    return frozenset(path for path, tag in tags(repository).items() if tag == "S")


def tags(repository: Repository) -> dict[str, str]:
    """Return Git's tag of each file in the index: `H`, or `S` where it is left alone; small where it is not watched."""
    where = ["--", repository.prefix] if repository.prefix else []
    printed = text(repository.git.run("ls-files", "-v", "-z", *where)).split("\0")[:-1]
    return {record[2:]: record[0] for record in printed}
