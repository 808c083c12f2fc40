"""Where two sides changed neighbouring lines: the template's change made to the user's own text, if that can be done.

Git merges line by line, so two requirements at the end of one list are a conflict to it, and none to people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mlscaffold.projects.merge.merge_inputs import Sides
from mlscaffold.projects.merge.merge_trees import Merged
from mlscaffold.projects.merge.repository import Entry, Repository
from mlscaffold.projects.merge.trees import store_raw

Redo = Callable[[str, str], str | None]
"""Takes a path in the project and the user's text, and gives the text with the template's change, None if it cannot."""


def redone(repository: Repository, sides: Sides, merged: Merged, redo: Redo) -> Sides | None:
    """Return the sides with the change made to the user's text where the merge has a conflict, None for nowhere.

    Args:
        repository: the project.
        sides: what was merged.
        merged: what came of it.
        redo: makes the change.
    """
    found: dict[str, tuple[Entry, bytes]] = {}
    for path in sorted(merged.marked & sides.base.keys() & sides.ours.keys() & sides.theirs.keys()):
        entry = sides.ours[path]
        text = _text(repository.contents([entry.name])[entry.name]) if entry.is_file else None
        changed = redo(repository.short(path), text) if text is not None else None
        if changed is not None:
            found[path] = entry, changed.encode()
    if not found:
        return None
    names = store_raw(repository, [content for _, content in found.values()])
    theirs = {path: Entry(sides.theirs[path].mode, name) for path, name in zip(found, names, strict=True)}
    ours = {path: Entry(sides.base[path].mode, entry.name) for path, (entry, _) in found.items()}
    return replace(sides, base=sides.base | ours, theirs=sides.theirs | theirs)


def _text(content: bytes) -> str | None:
    """Return a content as text, None where it is none, or its lines do not end as ours do."""
    try:
        return None if b"\r" in content else content.decode()
    except UnicodeDecodeError:
        return None
