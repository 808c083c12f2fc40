"""A change of components made to people's own text, where it can be shown to be the whole change."""

from __future__ import annotations

from collections.abc import Callable

from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge.reapply import Redo


def redo_of(change: Callable[[str, str], str], before: ProjectPlan, after: ProjectPlan) -> Redo:
    """Return what makes a change to people's own text.

    Args:
        change: makes it to a text, for a path; a ValueError says that it cannot.
        before: what was rendered last.
        after: what is rendered now. Only where the change makes all of the difference to it is it made.
    """
    old = {file.path: file.content for file in before.files}
    new = {file.path: file.content for file in after.files}

    def redo(path: str, text: str) -> str | None:
        try:
            whole = path in old and change(old[path].decode(), path).encode() == new.get(path)
            return change(text, path) if whole else None
        except ValueError:
            return None

    return redo
