"""Merges trees with `git merge-tree`, without touching the user's files or index.

Git merges line by line, so two requirements added at the end of one list conflict for it, but not for people: where the
template's change can be made to the user's own text (`Reapply`), the file is merged again with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mlscaffold.filesystem.git import raw, split_records, text
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge.git_objects import store_blobs, write_commit, write_tree
from mlscaffold.projects.merge.merge_inputs import MergeInputs
from mlscaffold.projects.merge.repository import Entries, Entry, Repository

YOURS, TEMPLATE = "yours", "template"
"""Names of the two versions in conflict markers and in file names."""

SETTINGS = (
    "merge.renames=true",
    "merge.renameLimit=10000",  # far above the 50 to 300 files of a project, so that all renames are found
    "merge.directoryRenames=conflict",
    "diff.renames=true",
)

Reapply = Callable[[str, str], str | None]
"""Takes a path in the project and the user's text; returns the text with the template's change, None if impossible."""


@dataclass(frozen=True, slots=True)
class IndexStage:
    """One version of a file in conflict, as Git's index holds it.

    Args:
        path: the file, relative to the top of the repository.
        entry: the file in this version.
        number: 1 for the base, 2 for the user's version, 3 for the templates'.
    """

    path: str
    entry: Entry
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message of Git about some files.

    Args:
        paths: the files.
        kind: a fixed phrase such as `CONFLICT (modify/delete)`.
        text: the whole message.
    """

    paths: tuple[str, ...]
    kind: str
    text: str

    @property
    def is_conflict(self) -> bool:
        """Whether it reports a conflict."""
        return self.kind.startswith("CONFLICT")


@dataclass(frozen=True, slots=True)
class Trees:
    """The three inputs as trees of the whole repository, by name."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge.

    Args:
        trees: the inputs.
        entries: the project's files; text files in conflict hold markers.
        stages: the versions of the files in conflict.
        messages: Git's messages.
        marked: the files that hold conflict markers.
        clean: whether there is no conflict.
    """

    trees: Trees
    entries: Entries
    stages: tuple[IndexStage, ...]
    messages: tuple[Message, ...]
    marked: frozenset[str]
    clean: bool

    @property
    def conflicting(self) -> tuple[str, ...]:
        """The files in conflict, in the order of their paths."""
        reported = {path for message in self.messages if message.is_conflict for path in message.paths}
        return tuple(sorted({stage.path for stage in self.stages} or reported))


def merge(repository: Repository, inputs: MergeInputs) -> Merged:
    """Merge the templates' changes into the user's files."""
    trees = Trees(*(write_tree(repository, one) for one in (inputs.base, inputs.ours, inputs.theirs)))
    base = write_commit(repository, trees.base, "rendered before")
    yours = write_commit(repository, trees.ours, YOURS, base)
    template = write_commit(repository, trees.theirs, TEMPLATE, base)
    git = repository.configured(*SETTINGS).git
    process = git.process("merge-tree", "--write-tree", "-z", "--messages", yours, template)
    if process.returncode not in (0, 1):
        raise git.error(process)
    tree, stages, messages = _parsed(process.stdout)
    clean = process.returncode == 0
    merged = Merged(trees, repository.entries(tree), stages, messages, frozenset(), clean)
    return restore_missing(_labelled(repository, merged, {yours: YOURS, template: TEMPLATE}))


def reapplied(
    repository: Repository, inputs: MergeInputs, merged: Merged, reapply: Reapply
) -> MergeInputs | None:
    """Return the inputs with the template's change made to the user's text in files in conflict, None for none.

    Args:
        repository: the project.
        inputs: what was merged.
        merged: the result.
        reapply: makes the change.
    """
    found: dict[str, tuple[Entry, bytes]] = {}
    for path in sorted(merged.marked & inputs.base.keys() & inputs.ours.keys() & inputs.theirs.keys()):
        entry = inputs.ours[path]
        content = _decoded(repository.contents([entry.name])[entry.name]) if entry.is_file else None
        changed = reapply(repository.short(path), content) if content is not None else None
        if changed is not None:
            found[path] = entry, changed.encode()
    if not found:
        return None
    names = store_blobs(repository, [content for _, content in found.values()])
    theirs = {path: Entry(inputs.theirs[path].mode, name) for path, name in zip(found, names, strict=True)}
    ours = {path: Entry(inputs.base[path].mode, entry.name) for path, (entry, _) in found.items()}
    return replace(inputs, base=inputs.base | ours, theirs=inputs.theirs | theirs)


def reapply_between(change: Callable[[str, str], str], before: ProjectPlan, after: ProjectPlan) -> Reapply:
    """Return a `Reapply` for a change that turns one plan into another.

    Args:
        change: takes a text and its path, and returns the changed text; ValueError if it cannot.
        before: what was rendered last.
        after: what is rendered now; the change is made only to files of which it explains the whole difference.
    """
    old = {file.path: file.content for file in before.files}
    new = {file.path: file.content for file in after.files}

    def reapply(path: str, content: str) -> str | None:
        try:
            is_whole = path in old and change(old[path].decode(), path).encode() == new.get(path)
            return change(content, path) if is_whole else None
        except ValueError:
            return None

    return reapply


def _decoded(content: bytes) -> str | None:
    """Return a content as text, None if it is not UTF-8 or has carriage returns, which rendered text never has."""
    try:
        return None if b"\r" in content else content.decode()
    except UnicodeDecodeError:
        return None


def restore_missing(merged: Merged) -> Merged:
    """Put back the files that Git leaves out of the tree where a file and a folder claim the same path.

    Git keeps such a file as a version of the conflict only, where nobody looks for his work.
    """
    entries = dict(merged.entries)
    for stage in merged.stages:
        label = {2: YOURS, 3: TEMPLATE}.get(stage.number, "")  # Git's numbers of the two versions
        if label and stage.path not in entries and stage.entry not in entries.values():
            entries[_free_path(stage.path, entries, label)] = stage.entry
    return replace(merged, entries=entries)


def _free_path(path: str, entries: Entries, label: str) -> str:
    """Return a similar path that collides with no other file or folder."""
    parts = path.split("/")
    folders = {folder for other in entries for folder in _folders_above(other)}
    for end in range(1, len(parts) + 1):
        while "/".join(parts[:end]) in entries or (end == len(parts) and "/".join(parts) in folders):
            parts[end - 1] += f"~{label}"
    return "/".join(parts)


def _folders_above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def renames(repository: Repository, old: str, new: str) -> dict[str, str]:
    """Return the files that moved between two trees, from the old path to the new one."""
    options = ("-r", "-z", "-M", "--no-rename-empty", "--diff-filter=R", "--name-status")
    fields = split_records(repository.configured(*SETTINGS).git.run("diff-tree", *options, old, new))
    return dict(zip(fields[1::3], fields[2::3], strict=True))


def _parsed(output: bytes) -> tuple[str, tuple[IndexStage, ...], tuple[Message, ...]]:
    """Parse the output of `git merge-tree -z`: the tree, the stages of each conflict, an empty field, the messages."""
    fields = iter(text(output).split("\0"))
    tree = next(fields)
    stages = tuple(_stages(fields))
    return tree, stages, tuple(_messages(fields))


def _stages(fields: Iterator[str]) -> Iterator[IndexStage]:
    while record := next(fields, ""):
        description, path = record.split("\t", 1)
        mode, name, number = description.split(" ")
        yield IndexStage(path, Entry(mode, name), int(number))


def _messages(fields: Iterator[str]) -> Iterator[Message]:
    while count := next(fields, ""):
        paths = tuple(next(fields) for _ in range(int(count)))
        yield Message(paths, next(fields), next(fields).strip())


def _labelled(repository: Repository, merged: Merged, labels: dict[str, str]) -> Merged:
    """Replace the names of our temporary commits by `yours` and `template`."""
    if merged.clean:
        return merged
    paths = {stage.path for stage in merged.stages} & merged.entries.keys()
    files = sorted(path for path in paths if merged.entries[path].is_file)
    contents = repository.contents(merged.entries[path].name for path in files)
    before = {path: contents[merged.entries[path].name] for path in files}
    after = {path: _replaced(content, labels) for path, content in before.items()}
    marked = [path for path in files if after[path] != before[path]]
    names = dict(zip(marked, store_blobs(repository, [after[path] for path in marked]), strict=True))
    entries = merged.entries | {path: Entry(merged.entries[path].mode, names[path]) for path in marked}

    def label(words: str) -> str:
        return text(_replaced(raw(words), labels))

    return Merged(
        merged.trees,
        {label(path): entry for path, entry in entries.items()},
        tuple(IndexStage(label(stage.path), stage.entry, stage.number) for stage in merged.stages),
        tuple(
            Message(tuple(label(path) for path in one.paths), one.kind, label(one.text))
            for one in merged.messages
        ),
        frozenset(label(path) for path in marked),
        clean=False,
    )


def _replaced(content: bytes, labels: dict[str, str]) -> bytes:
    for name, label in labels.items():
        content = content.replace(name.encode(), label.encode())
    return content
