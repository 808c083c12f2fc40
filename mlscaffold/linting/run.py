"""All files: what is known from earlier runs is taken over, and only the rest is looked into."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mlscaffold.filesystem.discovery import relative_to
from mlscaffold.finding import Finding
from mlscaffold.linting import cache as kept
from mlscaffold.linting.cache import Cache, Entry
from mlscaffold.linting.cache_key import way_of_asking
from mlscaffold.linting.check_settings import ROOTS, Settings
from mlscaffold.linting.checked_file import File, Fresh, Outcome, order
from mlscaffold.linting.context import place


def run(
    paths: Sequence[str], root: str, settings: Settings, *, processes: int = 1, use_cache: bool = True
) -> Outcome:
    """Check files.

    Args:
        paths: the files, as the user names them.
        root: the project's folder.
        settings: what the project wants.
        processes: how many processes may work.
        use_cache: whether what earlier runs found is used, and kept for later ones.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist.
    """
    files = tuple(_file(path, root) for path in paths)
    key = (
        way_of_asking(settings, root, {file.folder for file in files})
        if use_cache and _is_project(root)
        else ""
    )
    before = kept.load(root, key) if key else Cache()
    entries = {file.name: entry for file in files if (entry := _still(file, before, root))}
    missing = tuple(file for file in files if file.name not in entries)
    note = ""
    if missing:
        from mlscaffold.linting.lint_files import examined

        fresh, note = examined(missing, root, settings, processes)
        entries |= {file.name: _entry(file, fresh[file.path], root) for file in missing}
    now = _together(files, entries, before, settings)
    if key and not note and (missing or now.together != before.together):
        others = _others(before.entries, entries, root)
        kept.save(root, key, Cache({**others, **entries}, now.concluded, now.together))
    return replace(_outcome(files, entries, now), note=note)


def _is_project(root: str) -> bool:
    """Say whether a cache may be put into a folder: not into one that files only happen to have in common."""
    return root == os.getcwd() or any(os.path.exists(os.path.join(root, name)) for name in ROOTS)


def _outcome(files: tuple[File, ...], entries: Mapping[str, Entry], now: Cache) -> Outcome:
    single = (one for file in files for one in kept.as_findings(file.path, entries[file.name].findings))
    several = (Finding(*row) for row in now.concluded)
    return Outcome(tuple(file.path for file in files), tuple(sorted({*single, *several}, key=order)))


def _together(
    files: tuple[File, ...], entries: Mapping[str, Entry], before: Cache, settings: Settings
) -> Cache:
    """Ask rules over several files, where what files give to them is not as it was."""
    rows = [(file, row) for file in files for row in entries[file.name].shared]
    together = kept.key_of((file.path, row) for file, row in rows)
    if together == before.together:
        return before
    if not rows:
        return Cache(together=together)
    from mlscaffold.linting.lint_files import over_several

    return Cache(concluded=[list(one) for one in over_several(rows, settings)], together=together)


def _others(before: Mapping[str, Entry], entries: Mapping[str, Entry], root: str) -> dict[str, Entry]:
    """Return what is kept of files that this run did not look at, if they are still there."""
    return {
        name: entry
        for name, entry in before.items()
        if name not in entries and os.path.exists(os.path.join(root, name))
    }


def _file(path: str, root: str) -> File:
    folder = os.path.dirname(os.path.abspath(path))
    try:
        seen = os.stat(path)
    except OSError:
        return File(path, relative_to(path, root), folder, 0, 0)
    return File(path, relative_to(path, root), folder, seen.st_size, seen.st_mtime_ns)


def _still(file: File, before: Cache, root: str) -> Entry | None:
    """Return what is kept of a file, if that still holds."""
    entry = before.entries.get(file.name)
    if entry is None or entry.size != file.size or not file.changed:
        return None
    if not kept.holds(entry, file.folder, kept.key_of([place(file.folder, root).signature])):
        return None
    if entry.changed == file.changed:
        return entry
    with open(file.path, "rb") as opened:
        same = kept.hashed(opened.read()) == entry.hash
    return entry if same else None


def _entry(file: File, fresh: Fresh, root: str) -> Entry:
    around = kept.key_of([place(file.folder, root).signature])
    findings = [list(finding[1:]) for finding in fresh.findings]
    return Entry(
        kept.settled(file.changed), file.size, fresh.hash, around, fresh.asked, findings, fresh.shared
    )
