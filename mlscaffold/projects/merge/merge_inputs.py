"""The three inputs of a merge, as trees: what was rendered last, the user's files, what is rendered now."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlscaffold.filesystem.git import join_records, split_records
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.merge.git_objects import (
    Content,
    committed_ending,
    existing_blobs,
    has_content,
    store_as_added,
    store_blobs,
)
from mlscaffold.projects.merge.repository import Entries, Entry, Repository
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, RecordedFile, Snapshot, blob_names, mergeable


@dataclass(frozen=True, slots=True)
class MergeInputs:
    """The three inputs; paths are relative to the top of the repository, snapshots are in none of them.

    Args:
        base: what was rendered last.
        ours: the user's files: committed, and planned files that Git ignores as they are on disk.
        theirs: what is rendered now.
        ignored: planned files that Git ignores; they are written, but never added to the index.
        behind_links: changed planned files behind a link that Git does not track; they are not written.
    """

    base: Entries
    ours: Entries
    theirs: Entries
    ignored: frozenset[str]
    behind_links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    """One path of the templates."""

    path: str
    before: RecordedFile | None
    now: PlannedFile | RecordedFile | None
    now_names: tuple[str, str]

    @property
    def is_same(self) -> bool:
        return self.before is not None and (self.before.sha1, self.before.sha256) == self.now_names


def collect_inputs(
    repository: Repository, base: Snapshot, plan: ProjectPlan, retained: Iterable[RecordedFile] = ()
) -> MergeInputs:
    """Return the inputs for merging a new plan.

    Args:
        repository: the project; its folder holds what is committed.
        base: what was rendered last.
        plan: what is rendered now.
        retained: more files, which stay as they were recorded and of which only the hashes are known.
    """
    planned = _paired(repository, base, plan, retained)
    head = without_snapshots(repository, repository.committed)
    absent = [one.path for one in planned if one.path not in head]
    linked = {path for path in absent if is_behind_link(repository.top, path)}
    behind = {path for path in linked if not _folders(path) & head.keys()}
    ignored = frozenset(_ignored(repository, [path for path in absent if path not in linked]))
    behind_links = tuple(one.path for one in planned if one.path in behind and not one.is_same)
    planned = [one for one in planned if one.path not in behind]
    before, now = _stored(repository, planned, head)
    ours = head | _on_disk(repository, ignored)
    ours |= {path: before[path] for path in ignored if path not in ours and path in before}
    return MergeInputs(before, ours, now, ignored, behind_links)


def without_snapshots(repository: Repository, entries: Entries) -> Entries:
    """Return files without the two snapshots: these are never merged."""
    own = (repository.full(SNAPSHOT), repository.full(PENDING))
    return {path: entry for path, entry in entries.items() if path not in own}


def is_behind_link(top: Path, path: str) -> bool:
    """Return whether a folder above a file is a link, so that writing there would change the link's target."""
    return any((top / folder).is_symlink() for folder in _folders(path))


def _folders(path: str) -> frozenset[str]:
    """Return the folders above a file."""
    return frozenset(folder.as_posix() for folder in PurePosixPath(path).parents if folder != PurePosixPath())


def _paired(
    repository: Repository, base: Snapshot, plan: ProjectPlan, retained: Iterable[RecordedFile]
) -> list[_Planned]:
    before = {file.path: file for file in base.files}
    now: dict[str, PlannedFile | RecordedFile] = {file.path: file for file in mergeable(plan).files}
    now |= {file.path: file for file in retained}
    return [
        _Planned(repository.full(path), before.get(path), now.get(path), _names(now.get(path)))
        for path in sorted(before.keys() | now.keys())
    ]


def _names(file: PlannedFile | RecordedFile | None) -> tuple[str, str]:
    if isinstance(file, RecordedFile):
        return file.sha1, file.sha256
    return blob_names(file.content) if file else ("", "")


def _ignored(repository: Repository, paths: list[str]) -> list[str]:
    if not paths:
        return []
    stdin = join_records(f"./{path}" for path in paths)
    git = repository.configured(GIT_LITERAL_PATHSPECS="0").git
    found = split_records(git.run("check-ignore", "-z", "--stdin", stdin=stdin, ok=(0, 1)))
    return [path.removeprefix("./") for path in found]


def _on_disk(repository: Repository, paths: Iterable[str]) -> Entries:
    """Return files and links as they are on disk."""
    places = {path: repository.on_disk(path) for path in sorted(paths)}
    links = [path for path, place in places.items() if place.is_symlink()]
    files = [path for path, place in places.items() if path not in links and place.is_file()]
    names = store_blobs(repository, [os.fsencode(places[path].readlink()) for path in links])
    names += store_as_added(repository, [Content(path, places[path].read_bytes()) for path in files])
    modes = ["120000"] * len(links)
    modes += ["100755" if os.access(places[path], os.X_OK) else "100644" for path in files]
    entries = (Entry(mode, name) for mode, name in zip(modes, names, strict=True))
    return dict(zip([*links, *files], entries, strict=True))


def _stored(repository: Repository, planned: list[_Planned], head: Entries) -> tuple[Entries, Entries]:
    """Return the templates' files before and now, with their contents stored.

    A file that the templates do not change gets the user's content on both sides: it cannot conflict with his changes.
    """
    same = [one for one in planned if one.is_same]
    known = {one.path: head[one.path].name for one in same if one.path in head and head[one.path].is_file}
    rest = [one for one in same if one.path not in known]
    known |= existing_blobs(repository, {one.path: one.now_names for one in rest})
    known |= _stored_same(repository, [one for one in rest if one.path not in known])
    before, now = _stored_changed(repository, [one for one in planned if not one.is_same], head)
    for one in same:
        before[one.path], now[one.path] = known[one.path], known[one.path]
    return (
        {one.path: Entry(_mode(one.before), before[one.path]) for one in planned if one.before},
        {one.path: Entry(_mode(one.now), now[one.path]) for one in planned if one.now},
    )


def _stored_same(repository: Repository, planned: list[_Planned]) -> dict[str, str]:
    """Store unchanged files; where only the hashes are known, one placeholder serves for both."""
    contents = {one.path: one.now.content for one in planned if one.now}
    known = {path: content for path, content in contents.items() if content is not None}
    names = store_as_added(repository, [Content(path, content) for path, content in known.items()])
    rest = [one for one in planned if one.path not in known]
    placeholders = store_blobs(repository, [_placeholder(one.now_names[1]) for one in rest])
    return dict(zip([*known, *(one.path for one in rest)], [*names, *placeholders], strict=True))


def _placeholder(sha256: str) -> bytes:
    return f"content {sha256}\n".encode()


def _mode(file: RecordedFile | PlannedFile) -> str:
    return "100755" if file.executable else "100644"


def _stored_changed(
    repository: Repository, changed: list[_Planned], head: Entries
) -> tuple[dict[str, str], dict[str, str]]:
    here = {one.path: head[one.path].name for one in changed if one.path in head and head[one.path].is_file}
    contents = repository.contents(here.values()) if here else {}
    committed = {path: contents[name] for path, name in here.items()}
    before = _stored_before(repository, changed, committed, here)
    now = {one.path: (one, one.now.content) for one in changed if isinstance(one.now, PlannedFile)}
    adapted = [_adapted(one, content, committed) for one, content in now.values()]
    return before, dict(zip(now, store_as_added(repository, adapted), strict=True))


def _stored_before(
    repository: Repository, changed: list[_Planned], committed: Mapping[str, bytes], here: Mapping[str, str]
) -> dict[str, str]:
    old = {one.path: one for one in changed if one.before}
    contents = {path: one.before.content for path, one in old.items() if one.before}
    known = {path: content for path, content in contents.items() if content is not None}
    adapted = [_adapted(old[path], content, committed) for path, content in known.items()]
    found = dict(zip(known, store_as_added(repository, adapted), strict=True))
    rest = {path: one.before for path, one in old.items() if path not in known and one.before}
    return found | _by_hash(repository, rest, here)


def _by_hash(
    repository: Repository, files: Mapping[str, RecordedFile], here: Mapping[str, str]
) -> dict[str, str]:
    """Return the blobs of files of which only the hashes are recorded.

    A blob is found if the file on disk is still the same, or in the history. Otherwise both sides have changed, and a
    placeholder that equals neither makes Git report a conflict.
    """
    found = existing_blobs(repository, {path: (file.sha1, file.sha256) for path, file in files.items()})
    for path, file in files.items():
        if path in here and has_content(repository.on_disk(path), file.sha1):
            found[path] = here[path]
    rest = [path for path in files if path not in found]
    placeholders = store_blobs(repository, [_placeholder(files[path].sha256) for path in rest])
    return found | dict(zip(rest, placeholders, strict=True))


def _adapted(one: _Planned, content: bytes, committed: Mapping[str, bytes]) -> Content:
    """Return a content with the line ending that the project uses instead of the rendered one."""
    before = one.before.content if one.before else None
    rendered = before if before is not None else one.now.content if one.now else b""
    return Content(one.path, content, committed_ending(rendered or b"", committed.get(one.path, b"")))
