"""What to say of an old form: what happened to it, and what to write now."""

from __future__ import annotations

import ast

from mlscaffold.migrations.edits import Text, applied
from mlscaffold.migrations.matches import Match, fix

WIDTH = 60
HAPPENED = {
    "removed": "was removed in",
    "renamed": "was renamed in",
    "moved": "was moved in",
    "signature": "is not taken any more since",
    "default": "gives something else since",
    "behaviour": "means something else since",
    "deprecated": "is deprecated since",
    "still-works": "has a newer form since",
}


def message(found: Match, text: Text | None = None) -> str:
    """Return one line on an old form.

    Args:
        found: the old form.
        text: the source that it stands in; with it the message shows this place's own new code.

    Returns:
        Such as "df.append(x) was removed in pandas 2.0.0: write pd.concat([df, x])".
    """
    change = found.migration.change
    what = f"{_old(found, text)} {HAPPENED[change.kind]} {change.library} {change.version}"
    new = _new(found, text) if text else ""
    when = f", {found.when}" if found.when else ""
    if new:
        return f"{what}{when}: write {new}"
    example = change.cure if "\n" not in change.cure and not change.cure.startswith("assert") else ""
    hint = f"write something like {example}, see" if example else "see"
    return f"{what}{when}: {hint} {change.source}"


def _old(found: Match, text: Text | None) -> str:
    if found.moved is not None:
        return found.moved.full
    return short(text.of_node(found.node) if text else ast.unparse(found.node))


def _new(found: Match, text: Text) -> str:
    done = fix(found, text)
    if done is None:
        return ""
    start, end = text.span(found.node)
    edits = [type(edit)(edit.start - start, edit.end - start, edit.text) for edit in done.edits]
    if any(edit.start < 0 or edit.end > end - start for edit in edits):
        return ""
    return short(applied(text.source[start:end], edits))


def short(source: str) -> str:
    """Return code on one line, cut where it is long."""
    line = " ".join(source.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
