"""The three sides of the merge, as trees: what was rendered, what the user has, what is rendered now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.merge.endings import committed_ending
from mlscaffold.projects.merge.git import record_lines, records
from mlscaffold.projects.merge.repository import Entries, Entry, Repository
from mlscaffold.projects.merge.trees import Given, held, same_content, store_as_added, store_raw
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, Remembered, Snapshot, blob_names, mergeable


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides; paths are from the top of the repository, and snapshots are in none of them.

    Args:
        base: what was rendered last.
        ours: what the user has: committed, and planned files that Git ignores as they lie on disk.
        theirs: what is rendered now.
        hidden: planned files that Git ignores; they are written, but never put into the index.
        behind: planned files that have changed, but that lie behind a link of which Git knows nothing: left alone.
    """

    base: Entries
    ours: Entries
    theirs: Entries
    hidden: frozenset[str]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    """One path on the side of the templates."""

    path: str
    before: Remembered | None
    now: PlannedFile | Remembered | None
    now_names: tuple[str, str]

    @property
    def is_same(self) -> bool:
        return self.before is not None and (self.before.sha1, self.before.sha256) == self.now_names


def sides_of(
    repository: Repository, base: Snapshot, plan: ProjectPlan, kept: Iterable[Remembered] = ()
) -> Sides:
    """Return the three sides of the merge of a new plan.

    Args:
        repository: the project; its folder holds what is committed.
        base: what was rendered last.
        plan: what is rendered now.
        kept: files besides that stay as they were recorded, of which only the hashes are known.
    """
    planned = _paired(repository, base, plan, kept)
    head = without_snapshots(repository, repository.committed)
    absent = [one.path for one in planned if one.path not in head]
    linked = {path for path in absent if is_behind_link(repository.top, path)}
    behind = {path for path in linked if not _folders(path) & head.keys()}
    hidden = frozenset(_ignored(repository, [path for path in absent if path not in linked]))
    dropped = tuple(one.path for one in planned if one.path in behind and not one.is_same)
    planned = [one for one in planned if one.path not in behind]
    before, now = _stored(repository, planned, head)
    ours = head | _lying(repository, hidden)
    ours |= {path: before[path] for path in hidden if path not in ours and path in before}
    return Sides(before, ours, now, hidden, dropped)


def without_snapshots(repository: Repository, entries: Entries) -> Entries:
    """Return files without the two that tell what was rendered: they are never merged."""
    own = (repository.full(SNAPSHOT), repository.full(PENDING))
    return {path: entry for path, entry in entries.items() if path not in own}


def is_behind_link(top: Path, path: str) -> bool:
    """Say whether a folder above a file is a link, so that writing there would change what it points to."""
    return any((top / folder).is_symlink() for folder in _folders(path))


def _folders(path: str) -> frozenset[str]:
    """Return the folders above a file."""
    return frozenset(folder.as_posix() for folder in PurePosixPath(path).parents if folder != PurePosixPath())


def _paired(
    repository: Repository, base: Snapshot, plan: ProjectPlan, kept: Iterable[Remembered]
) -> list[_Planned]:
    before = {file.path: file for file in base.files}
    now: dict[str, PlannedFile | Remembered] = {file.path: file for file in mergeable(plan).files}
    now |= {file.path: file for file in kept}
    return [
        _Planned(repository.full(path), before.get(path), now.get(path), _names(now.get(path)))
        for path in sorted(before.keys() | now.keys())
    ]


def _names(file: PlannedFile | Remembered | None) -> tuple[str, str]:
    if isinstance(file, Remembered):
        return file.sha1, file.sha256
    return blob_names(file.content) if file else ("", "")


def _ignored(repository: Repository, paths: list[str]) -> list[str]:
    if not paths:
        return []
    given = record_lines([f"./{path}" for path in paths])
    git = repository.having(GIT_LITERAL_PATHSPECS="0").git
    found = records(git.run("check-ignore", "-z", "--stdin", given=given, fine=(0, 1)))
    return [path.removeprefix("./") for path in found]


def _lying(repository: Repository, paths: Iterable[str]) -> Entries:
    """Return files and links as they lie on disk."""
    there = {path: repository.on_disk(path) for path in sorted(paths)}
    links = [path for path, place in there.items() if place.is_symlink()]
    files = [path for path, place in there.items() if path not in links and place.is_file()]
    names = store_raw(repository, [os.fsencode(there[path].readlink()) for path in links])
    names += store_as_added(repository, [Given(path, there[path].read_bytes()) for path in files])
    modes = ["120000"] * len(links)
    modes += ["100755" if os.access(there[path], os.X_OK) else "100644" for path in files]
    entries = (Entry(mode, name) for mode, name in zip(modes, names, strict=True))
    return dict(zip([*links, *files], entries, strict=True))


def _stored(repository: Repository, planned: list[_Planned], head: Entries) -> tuple[Entries, Entries]:
    """Return the two sides of the templates, their contents stored.

    What is the same on both sides takes the user's content: it can never be in the way of his changes.
    """
    same = [one for one in planned if one.is_same]
    known = {one.path: head[one.path].name for one in same if one.path in head and head[one.path].is_file}
    rest = [one for one in same if one.path not in known]
    known |= held(repository, {one.path: one.now_names for one in rest})
    known |= _stored_same(repository, [one for one in rest if one.path not in known])
    changed = [one for one in planned if not one.is_same]
    before, now = _stored_changed(repository, changed, head)
    for one in same:
        before[one.path], now[one.path] = known[one.path], known[one.path]
    return (
        {one.path: Entry(_mode(one.before), before[one.path]) for one in planned if one.before},
        {one.path: Entry(_mode(one.now), now[one.path]) for one in planned if one.now},
    )


def _stored_same(repository: Repository, planned: list[_Planned]) -> dict[str, str]:
    """Store what is the same on both sides; where only its hashes are known, a stand-in does for both."""
    contents = {one.path: one.now.content for one in planned if one.now}
    known = {path: content for path, content in contents.items() if content is not None}
    names = store_as_added(repository, [Given(path, content) for path, content in known.items()])
    rest = [one for one in planned if one.path not in known]
    stand_ins = store_raw(repository, [_stand_in(one.now_names[1]) for one in rest])
    return dict(zip([*known, *(one.path for one in rest)], [*names, *stand_ins], strict=True))


def _stand_in(sha256: str) -> bytes:
    return f"content {sha256}\n".encode()


def _mode(file: Remembered | PlannedFile) -> str:
    return "100755" if file.executable else "100644"


def _stored_changed(
    repository: Repository, changed: list[_Planned], head: Entries
) -> tuple[dict[str, str], dict[str, str]]:
    here = {one.path: head[one.path].name for one in changed if one.path in head and head[one.path].is_file}
    contents = repository.contents(here.values()) if here else {}
    committed = {path: contents[name] for path, name in here.items()}
    before = _before(repository, changed, committed, here)
    now = {one.path: (one, one.now.content) for one in changed if isinstance(one.now, PlannedFile)}
    adapted = [_given(one, content, committed) for one, content in now.values()]
    return before, dict(zip(now, store_as_added(repository, adapted), strict=True))


def _before(
    repository: Repository, changed: list[_Planned], committed: Mapping[str, bytes], here: Mapping[str, str]
) -> dict[str, str]:
    old = {one.path: one for one in changed if one.before}
    contents = {path: one.before.content for path, one in old.items() if one.before}
    kept = {path: content for path, content in contents.items() if content is not None}
    adapted = [_given(old[path], content, committed) for path, content in kept.items()]
    found = dict(zip(kept, store_as_added(repository, adapted), strict=True))
    rest = {path: one.before for path, one in old.items() if path not in kept and one.before}
    return found | _by_name(repository, rest, here)


def _by_name(
    repository: Repository, files: Mapping[str, Remembered], here: Mapping[str, str]
) -> dict[str, str]:
    """Return the blobs of files of which only the hashes are kept.

    They are what the file on disk is stored as, where it is still the same, or in the history. Else both sides have
    changed, and a stand-in that equals neither makes Git say so.
    """
    found = held(repository, {path: (file.sha1, file.sha256) for path, file in files.items()})
    for path, file in files.items():
        if path in here and same_content(repository.on_disk(path), file.sha1):
            found[path] = here[path]
    rest = [path for path in files if path not in found]
    stand_ins = store_raw(repository, [_stand_in(files[path].sha256) for path in rest])
    return found | dict(zip(rest, stand_ins, strict=True))


def _given(one: _Planned, content: bytes, committed: Mapping[str, bytes]) -> Given:
    """Return a content to be stored with the line endings that the project has in place of the rendered ones."""
    before = one.before.content if one.before else None
    rendered = before if before is not None else one.now.content if one.now else b""
    return Given(one.path, content, committed_ending(rendered or b"", committed.get(one.path, b"")))
