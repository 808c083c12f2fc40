"""What became of each change of the templates, so that none is dropped without a line that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlscaffold.projects.merge.git import record_lines, records
from mlscaffold.projects.merge.merge_inputs import Sides
from mlscaffold.projects.merge.merge_trees import Merged, Message, renames
from mlscaffold.projects.merge.repository import Entries, Repository

CONFLICT, MERGED, TAKEN, KEPT = "conflict", "merged", "taken", "kept"

SIDES = {
    (1, 2, 3): "you and the template changed it in the same place",
    (2, 3): "you and the template both added it",
    (1, 2): "the template removed it, and you changed or moved it: yours stands in the folder",
    (1, 3): "you removed it, and the template changed or moved it: the template's stands in the folder",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Args:
        path: the file, from the project's folder.
        kind: `conflict`, `merged`, `taken` or `kept`.
        what: what happened, in words; for `kept` what of the template was therefore not taken.
    """

    path: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of the templates: a path before and a path now, "" where there is none."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class _Sight:
    """All that the outcomes are told from."""

    sides: Sides
    merged: Merged
    moved: dict[str, str]
    drivers: dict[str, str]


def outcomes(repository: Repository, sides: Sides, merged: Merged) -> tuple[Outcome, ...]:
    """Return what became of each file that the templates changed, in the order of the paths."""
    changes = list(_changes(sides, renames(repository, merged.trees.base, merged.trees.theirs)))
    moved = renames(repository, merged.trees.base, merged.trees.ours)
    paths = {path for one in changes for path in (one.before, one.now, moved.get(one.before, "")) if path}
    sight = _Sight(sides, merged, moved, _drivers(repository, paths))
    told = {path for one in merged.messages if one.is_conflict for path in one.paths}
    told |= {stage.path for stage in merged.stages}
    rest = (one for one in changes if not told & {one.before, one.now, moved.get(one.before, "")})
    found = [*_conflicts(merged), *(outcome for one in rest for outcome in _outcome(sight, one))]
    found += [
        Outcome(path, KEPT, "it lies behind a link: the template's change is not taken")
        for path in sides.behind
    ]
    return tuple(
        _short(repository.prefix, one) for one in sorted(found, key=lambda one: (one.path, one.kind))
    )


def _short(prefix: str, outcome: Outcome) -> Outcome:
    """Name files from the project's folder."""
    what = re.sub(rf"(?<!\S){re.escape(prefix)}", "", outcome.what) if prefix else outcome.what
    return replace(outcome, path=outcome.path.removeprefix(prefix), what=what)


def _changes(sides: Sides, moved: dict[str, str]) -> Iterator[_Change]:
    before, now = sides.base, sides.theirs
    arrived = set(moved.values())
    for path in sorted(before.keys() | now.keys()):
        if path in moved:
            yield _Change(path, moved[path])
        elif path not in arrived and before.get(path) != now.get(path):
            yield _Change(path if path in before else "", path if path in now else "")


def _drivers(repository: Repository, paths: set[str]) -> dict[str, str]:
    """Return the merge drivers that the user's attributes name, by path."""
    if not paths:
        return {}
    printed = repository.git.run("check-attr", "-z", "--stdin", "merge", given=record_lines(sorted(paths)))
    fields = iter(records(printed))
    common = ("unspecified", "set", "unset", "text", "binary", "union")
    return {path: value for path, _, value in zip(fields, fields, fields, strict=True) if value not in common}


def _conflicts(merged: Merged) -> Iterator[Outcome]:
    numbers: dict[str, tuple[int, ...]] = {}
    for stage in merged.stages:
        numbers[stage.path] = (*numbers.get(stage.path, ()), stage.number)
    for path, found in numbers.items():
        yield Outcome(path, CONFLICT, _conflict(merged, path, found))
    for message in merged.messages:
        if message.is_conflict and not numbers.keys() & set(message.paths):
            yield Outcome(message.paths[0] if message.paths else "", CONFLICT, _said(message))


def _conflict(merged: Merged, path: str, numbers: tuple[int, ...]) -> str:
    about = next((one for one in merged.messages if one.is_conflict and path in one.paths), None)
    if numbers not in SIDES or (about and _is_odd(about)):
        return _said(about) if about else "the two sides do not go together"
    if 2 not in numbers or 3 not in numbers:
        return SIDES[numbers]
    if path in merged.marked:
        return f"{SIDES[numbers]}: both stand in the file, between markers"
    return f"{SIDES[numbers]}: yours stands in the folder, the template's is `git show :3:{path}`"


def _said(message: Message) -> str:
    """Return Git's words, without what our own line says before them."""
    return re.sub(r"^CONFLICT \([^)]*\): ", "", message.words).removesuffix(".")


def _is_odd(message: Message) -> bool:
    """Say whether a conflict is about more than the content of one path, so that Git's words say it best."""
    return any(word in message.kind for word in ("location", "rename", "directory", "distinct", "submodule"))


def _outcome(sight: _Sight, change: _Change) -> Iterator[Outcome]:
    if change.now:
        yield from _brought(sight, change)
    else:
        yield from _removed(sight, change.before)


def _removed(sight: _Sight, path: str) -> Iterator[Outcome]:
    ours, place = sight.sides.ours, sight.moved.get(path, path)
    if place in sight.merged.entries:
        yield Outcome(
            place, KEPT, "as you have it; the template no longer has it, and its removal is not taken"
        )
    elif path in ours or place in ours:
        yield Outcome(path, TAKEN, "removed")


def _brought(sight: _Sight, change: _Change) -> Iterator[Outcome]:
    result, ours, theirs = sight.merged.entries, sight.sides.ours, sight.sides.theirs
    here = next((path for path in (sight.moved.get(change.before, ""), change.now) if path in result), "")
    hidden = " (on disk only: Git ignores it)" if change.now in sight.sides.hidden else ""
    if not here:
        yield Outcome(change.now, KEPT, "you removed it; the template's change is not taken")
    elif result[here] == ours.get(here):
        yield from _unchanged(sight, change, here)
    elif result[here] == theirs.get(change.now):
        yield Outcome(here, TAKEN, _taken(sight.sides, change) + hidden)
    else:
        place = f", where you moved it from {change.before}" if here != change.now else ""
        origin = (
            f", which the template moved from {change.before}"
            if change.now != change.before and not place
            else ""
        )
        yield Outcome(here, MERGED, f"your changes and the template's{place}{origin}{hidden}")


def _unchanged(sight: _Sight, change: _Change, here: str) -> Iterator[Outcome]:
    """Tell of a file that stays as the user has it."""
    if sight.sides.ours.get(here) == sight.sides.theirs.get(change.now):
        return
    if here in sight.drivers:
        driver = sight.drivers[here]
        yield Outcome(
            here, KEPT, f"as your merge driver {driver!r} has it; the template's change is not taken"
        )
    else:
        yield Outcome(here, KEPT, "as you have it; it has the template's change already")


def _taken(sides: Sides, change: _Change) -> str:
    if not change.before:
        return "added"
    if change.before != change.now:
        return f"moved from {change.before}"
    old, new = sides.base[change.before], sides.theirs[change.now]
    if old.name == new.name:
        return "executable now" if new.mode == "100755" else "no longer executable"
    return "changed"


def changed(before: Entries, after: Entries) -> tuple[str, ...]:
    """Return the paths at which two trees differ, in their order."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))
