"""Reports an update: one line for each file that the templates changed, none left out, and the next steps."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mlscaffold.filesystem.git import join_records, split_records
from mlscaffold.projects.merge.merge_inputs import MergeInputs
from mlscaffold.projects.merge.repository import Entries, Repository
from mlscaffold.projects.merge.three_way_merge import Merged, Message, renames

CONFLICT, MERGED, UPDATED, KEPT = "conflict", "merged", "taken", "kept"
"""Kinds of outcomes, as `--json` names them; `taken` means that the file is now the template's."""

COUNTED = {
    CONFLICT: ("conflict", "conflicts"),
    MERGED: ("file merged", "files merged"),
    UPDATED: ("file updated", "files updated"),
    KEPT: ("file kept", "files kept"),
}
"""The kinds in the order of the report, with their words for one and for several files."""

CONFLICTS = {
    (1, 2, 3): "you and the template changed the same lines",
    (2, 3): "you and the template both added it",
    (1, 2): "the template removed it, you changed or moved it; your version is in the folder",
    (1, 3): "you removed it, the template changed or moved it; the template's version is in the folder",
}
"""What happened, by the stages that Git's index has of the file."""

RESOLVE = (
    "Resolve the conflicts, `git add` or `git rm` each file, and run `mlscaffold update --continue`.\n"
    "To undo the update, run `mlscaffold update --abort`."
)
COMMIT = "Everything is staged. Review it with `git diff --cached`, then commit."
COMPLETE = "Update complete."
NOTHING = "Nothing to update."
RELOCK = "uv.lock is out of date. Run `uv lock` and commit it too."
RELOCKED = "uv.lock regenerated."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for one file.

    Args:
        path: the file, relative to the project.
        kind: `CONFLICT`, `MERGED`, `UPDATED` or `KEPT`.
        label: the first word of its line, such as `added`.
        detail: more, "" for nothing; of a kept file, the template's change that is not applied.
    """

    path: str
    kind: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """The result of an update.

    Args:
        status: exit status of the command: 0, or 1 if there are conflicts to resolve.
        text: the report.
        files: the outcome for each file that the templates changed.
        conflicts: the files in conflict, relative to the project.
    """

    status: int
    text: str
    files: tuple[Outcome, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the templates: the path before and now, "" if the file did not or does not exist."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class _Context:
    """What the outcomes are derived from."""

    inputs: MergeInputs
    merged: Merged
    moved: dict[str, str]
    drivers: dict[str, str]


def file_lines(files: Iterable[Outcome]) -> str:
    """Return a line for each file, conflicts first."""
    order = tuple(COUNTED)
    ordered = sorted(files, key=lambda one: (order.index(one.kind), one.path))
    return "\n".join(f"{one.label:<9} {one.path}{f': {one.detail}' if one.detail else ''}" for one in ordered)


def counts(files: Iterable[Outcome]) -> str:
    """Return a sentence that counts the files."""
    number = Counter(one.kind for one in files)
    parts = [f"{number[kind]} {words[number[kind] > 1]}" for kind, words in COUNTED.items() if number[kind]]
    return f"{', '.join(parts) or 'No file changes'}."


def joined(*parts: str) -> str:
    """Return the parts that are not empty, one below the other."""
    return "\n".join(part for part in parts if part)


def outcomes(repository: Repository, inputs: MergeInputs, merged: Merged) -> tuple[Outcome, ...]:
    """Return the outcome for each file that the templates changed, in the order of the paths."""
    changes = list(_changes(inputs, renames(repository, merged.trees.base, merged.trees.theirs)))
    moved = renames(repository, merged.trees.base, merged.trees.ours)
    paths = {path for one in changes for path in (one.before, one.now, moved.get(one.before, "")) if path}
    context = _Context(inputs, merged, moved, _drivers(repository, paths))
    reported = {path for one in merged.messages if one.is_conflict for path in one.paths}
    reported |= {stage.path for stage in merged.stages}
    rest = (one for one in changes if not reported & {one.before, one.now, moved.get(one.before, "")})
    found = [*_conflicts(merged), *(outcome for one in rest for outcome in _outcome(context, one))]
    detail = "is behind a link; the template's change is not applied"
    found += [_kept(path, detail) for path in inputs.behind_links]
    found += _moved_imports(inputs, merged)
    ordered = sorted(found, key=lambda one: (one.path, one.kind))
    return tuple(_relative(repository.prefix, one) for one in ordered)


def changed_paths(before: Entries, after: Entries) -> tuple[str, ...]:
    """Return the paths at which two trees differ, in order."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


def _moved_imports(inputs: MergeInputs, merged: Merged) -> Iterator[Outcome]:
    """Yield the outcomes of the user's own files, in which only imports of modules that the template moved change."""
    for path, entry in inputs.ours.items():
        own = path not in inputs.base and path not in inputs.theirs
        if own and merged.entries.get(path, entry) != entry and path not in merged.marked:
            yield Outcome(path, UPDATED, "updated", "imports of modules that the template moved")


def _kept(path: str, detail: str) -> Outcome:
    return Outcome(path, KEPT, "kept", detail)


def _relative(prefix: str, outcome: Outcome) -> Outcome:
    """Make paths relative to the project's folder."""
    detail = re.sub(rf"(?<!\S){re.escape(prefix)}", "", outcome.detail) if prefix else outcome.detail
    return replace(outcome, path=outcome.path.removeprefix(prefix), detail=detail)


def _changes(inputs: MergeInputs, moved: dict[str, str]) -> Iterator[_Change]:
    before, now = inputs.base, inputs.theirs
    targets = set(moved.values())
    for path in sorted(before.keys() | now.keys()):
        if path in moved:
            yield _Change(path, moved[path])
        elif path not in targets and before.get(path) != now.get(path):
            yield _Change(path if path in before else "", path if path in now else "")


def _drivers(repository: Repository, paths: set[str]) -> dict[str, str]:
    """Return the merge drivers that the user's attributes assign, by path."""
    if not paths:
        return {}
    stdin = join_records(sorted(paths))
    fields = iter(split_records(repository.git.run("check-attr", "-z", "--stdin", "merge", stdin=stdin)))
    triples = zip(fields, fields, fields, strict=True)
    builtin = ("unspecified", "set", "unset", "text", "binary", "union")
    return {path: value for path, _, value in triples if value not in builtin}


def _conflicts(merged: Merged) -> Iterator[Outcome]:
    numbers: dict[str, tuple[int, ...]] = {}
    for stage in merged.stages:
        numbers[stage.path] = (*numbers.get(stage.path, ()), stage.number)
    for path, found in numbers.items():
        yield Outcome(path, CONFLICT, "conflict", _conflict(merged, path, found))
    for message in merged.messages:
        if message.is_conflict and not numbers.keys() & set(message.paths):
            path = message.paths[0] if message.paths else ""
            yield Outcome(path, CONFLICT, "conflict", _quoted(message))


def _conflict(merged: Merged, path: str, numbers: tuple[int, ...]) -> str:
    message = next((one for one in merged.messages if one.is_conflict and path in one.paths), None)
    if numbers not in CONFLICTS or (message and _is_about_paths(message)):
        return _quoted(message) if message else "the two versions cannot be merged"
    if 2 not in numbers or 3 not in numbers:
        return CONFLICTS[numbers]
    if path in merged.marked:
        return f"{CONFLICTS[numbers]}; the file has both, between markers"
    hint = f"your version is in the folder, see the template's with `git show :3:{path}`"
    return f"{CONFLICTS[numbers]}; {hint}"


def _quoted(message: Message) -> str:
    """Return Git's message without the prefix that our own line repeats."""
    return re.sub(r"^CONFLICT \([^)]*\): ", "", message.text).removesuffix(".")


def _is_about_paths(message: Message) -> bool:
    """Return whether a conflict is about more than the content of one path, so that Git's message is the clearest."""
    return any(word in message.kind for word in ("location", "rename", "directory", "distinct", "submodule"))


def _outcome(context: _Context, change: _Change) -> Iterator[Outcome]:
    if change.now:
        yield from _changed(context, change)
    else:
        yield from _removed(context, change.before)


def _removed(context: _Context, path: str) -> Iterator[Outcome]:
    ours, place = context.inputs.ours, context.moved.get(path, path)
    if place in context.merged.entries:
        yield _kept(place, "the template removed it; the removal is not applied")
    elif path in ours or place in ours:
        yield Outcome(path, UPDATED, "removed")


def _changed(context: _Context, change: _Change) -> Iterator[Outcome]:
    result, ours, theirs = context.merged.entries, context.inputs.ours, context.inputs.theirs
    here = next((path for path in (context.moved.get(change.before, ""), change.now) if path in result), "")
    hint = "on disk only, as Git ignores it" if change.now in context.inputs.ignored else ""
    if not here:
        yield _kept(change.now, "you removed it; the template's change is not applied")
    elif result[here] == ours.get(here):
        yield from _unchanged(context, change, here)
    elif result[here] == theirs.get(change.now):
        label, detail = _update(context.inputs, change)
        yield Outcome(here, UPDATED, label, ", ".join(part for part in (detail, hint) if part))
    else:
        yield Outcome(here, MERGED, "merged", ", ".join(_origins(change, here, hint)))


def _origins(change: _Change, here: str, hint: str) -> Iterator[str]:
    """Yield the parts of a merged file's description."""
    yield "your changes and the template's"
    if here != change.now:
        yield f"you moved it from {change.before}"
    elif change.now != change.before:
        yield f"the template moved it from {change.before}"
    if hint:
        yield hint


def _unchanged(context: _Context, change: _Change, here: str) -> Iterator[Outcome]:
    """Report a file that stays as the user has it."""
    if context.inputs.ours.get(here) == context.inputs.theirs.get(change.now):
        return
    if here in context.drivers:
        driver = context.drivers[here]
        yield _kept(here, f"by your merge driver {driver!r}; the template's change is not applied")
    else:
        yield _kept(here, "it already has the template's change")


def _update(inputs: MergeInputs, change: _Change) -> tuple[str, str]:
    """Return label and detail of a file that is now the template's."""
    if not change.before:
        return "added", ""
    if change.before != change.now:
        return "moved", f"from {change.before}"
    old, new = inputs.base[change.before], inputs.theirs[change.now]
    if old.name == new.name:
        return "updated", "now executable" if new.mode == "100755" else "no longer executable"
    return "updated", ""
