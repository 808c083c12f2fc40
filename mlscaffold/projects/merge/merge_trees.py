"""The merge itself, by `git merge-tree`: nothing of the user's files or index is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlscaffold.projects.merge.git import raw, text
from mlscaffold.projects.merge.merge_inputs import Sides
from mlscaffold.projects.merge.repository import Entries, Entry, Repository
from mlscaffold.projects.merge.trees import commit_of, store_raw, tree_of

YOURS, TEMPLATE = "yours", "template"
"""What the two sides are called in conflict markers and in names of files."""

SETTINGS = (
    "merge.renames=true",
    "merge.renameLimit=10000",
    "merge.directoryRenames=conflict",
    "diff.renames=true",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One side of a file in conflict.

    Args:
        path: the file, from the top of the repository.
        entry: what stands there on this side.
        number: 1 for the base, 2 for the user's side, 3 for the templates'.
    """

    path: str
    entry: Entry
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """What Git says about some files.

    Args:
        paths: the files.
        kind: a fixed phrase such as `CONFLICT (modify/delete)`.
        words: the whole message.
    """

    paths: tuple[str, ...]
    kind: str
    words: str

    @property
    def is_conflict(self) -> bool:
        """Whether it tells of a conflict."""
        return self.kind.startswith("CONFLICT")


@dataclass(frozen=True, slots=True)
class Trees:
    """The three sides as trees of the whole repository, by their names."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gives.

    Args:
        trees: what was merged.
        entries: the project's files; those in conflict hold markers where they are text.
        stages: the sides of the files in conflict.
        messages: what Git says.
        marked: the files that hold conflict markers.
        clean: whether there is no conflict.
    """

    trees: Trees
    entries: Entries
    stages: tuple[Stage, ...]
    messages: tuple[Message, ...]
    marked: frozenset[str]
    clean: bool

    @property
    def conflicting(self) -> tuple[str, ...]:
        """The files in conflict, in the order of their paths."""
        told = {path for message in self.messages if message.is_conflict for path in message.paths}
        return tuple(sorted({stage.path for stage in self.stages} or told))


def merge(repository: Repository, sides: Sides) -> Merged:
    """Merge what the templates changed into what the user has."""
    trees = Trees(*(tree_of(repository, side) for side in (sides.base, sides.ours, sides.theirs)))
    base = commit_of(repository, trees.base, "rendered before")
    yours = commit_of(repository, trees.ours, YOURS, base)
    template = commit_of(repository, trees.theirs, TEMPLATE, base)
    git = repository.having(*SETTINGS).git
    arguments = ("merge-tree", "--write-tree", "-z", "--messages", yours, template)
    done = git.done(*arguments)
    if done.returncode not in (0, 1):
        raise git.failed(done)
    tree, stages, messages = _parsed(done.stdout)
    merged = Merged(trees, repository.entries(tree), stages, messages, frozenset(), done.returncode == 0)
    return whole(_labelled(repository, merged, {yours: YOURS, template: TEMPLATE}))


def whole(merged: Merged) -> Merged:
    """Put back what Git leaves out of the tree where a file and a folder want the same place.

    It keeps such a file among the sides of the conflict only, where nobody looks for his work.
    """
    entries = dict(merged.entries)
    for stage in merged.stages:
        label = {2: YOURS, 3: TEMPLATE}.get(stage.number, "")
        if label and stage.path not in entries and stage.entry not in entries.values():
            entries[_free(stage.path, entries, label)] = stage.entry
    return replace(merged, entries=entries)


def _free(path: str, entries: Entries, label: str) -> str:
    """Return a path like the given one that goes with all others: no file stands where it has a folder."""
    parts = path.split("/")
    folders = {folder for other in entries for folder in _above(other)}
    for end in range(1, len(parts) + 1):
        while "/".join(parts[:end]) in entries or (end == len(parts) and "/".join(parts) in folders):
            parts[end - 1] += f"~{label}"
    return "/".join(parts)


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def renames(repository: Repository, old: str, new: str) -> dict[str, str]:
    """Return the files that have moved between two trees: from the old path to the new one."""
    arguments = (
        "diff-tree",
        "-r",
        "-z",
        "-M",
        "--no-rename-empty",
        "--diff-filter=R",
        "--name-status",
        old,
        new,
    )
    fields = text(repository.having(*SETTINGS).git.run(*arguments)).split("\0")[:-1]
    return dict(zip(fields[1::3], fields[2::3], strict=True))


def _parsed(printed: bytes) -> tuple[str, tuple[Stage, ...], tuple[Message, ...]]:
    """Read what `git merge-tree -z` prints: the tree, the sides of each conflict, an empty field, the messages."""
    fields = iter(text(printed).split("\0"))
    tree = next(fields)
    stages = tuple(_stages(fields))
    return tree, stages, tuple(_messages(fields))


def _stages(fields: Iterator[str]) -> Iterator[Stage]:
    while record := next(fields, ""):
        about, path = record.split("\t", 1)
        mode, name, number = about.split(" ")
        yield Stage(path, Entry(mode, name), int(number))


def _messages(fields: Iterator[str]) -> Iterator[Message]:
    while count := next(fields, ""):
        paths = tuple(next(fields) for _ in range(int(count)))
        yield Message(paths, next(fields), next(fields).strip())


def _labelled(repository: Repository, merged: Merged, labels: dict[str, str]) -> Merged:
    """Say `yours` and `template` where Git gives the names of our commits, which nobody knows."""
    if merged.clean:
        return merged
    paths = {stage.path for stage in merged.stages} & merged.entries.keys()
    files = sorted(path for path in paths if merged.entries[path].is_file)
    contents = repository.contents(merged.entries[path].name for path in files)
    texts = {path: contents[merged.entries[path].name] for path in files}
    named = {path: _renamed(content, labels) for path, content in texts.items()}
    marked = [path for path in files if named[path] != texts[path]]
    names = dict(zip(marked, store_raw(repository, [named[path] for path in marked]), strict=True))
    entries = merged.entries | {path: Entry(merged.entries[path].mode, names[path]) for path in marked}

    def label(words: str) -> str:
        return text(_renamed(raw(words), labels))

    return Merged(
        merged.trees,
        {label(path): entry for path, entry in entries.items()},
        tuple(Stage(label(stage.path), stage.entry, stage.number) for stage in merged.stages),
        tuple(
            Message(tuple(label(path) for path in one.paths), one.kind, label(one.words))
            for one in merged.messages
        ),
        frozenset(label(path) for path in marked),
        clean=False,
    )


def _renamed(content: bytes, labels: dict[str, str]) -> bytes:
    for name, label in labels.items():
        content = content.replace(name.encode(), label.encode())
    return content
