"""What an update says: a line for each file, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mlscaffold.projects.merge.outcomes import CONFLICT, KEPT, MERGED, TAKEN, Outcome

ORDER = (CONFLICT, MERGED, TAKEN, KEPT)
COUNTED = {
    CONFLICT: ("conflict", "conflicts"),
    MERGED: ("file merged", "files merged"),
    TAKEN: ("file taken over", "files taken over"),
    KEPT: ("file kept as you have it", "files kept as you have them"),
}
RESOLVE = (
    "Resolve the conflicts, `git add` or `git rm` each file, and run `mlscaffold update --continue`.\n"
    "`mlscaffold update --abort` brings back the state before."
)
COMMIT = "Everything is staged: see it with `git diff --cached`, and commit it."
RELOCK = "uv.lock is never merged: run `uv lock`, and commit it too."


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update has come to.

    Args:
        status: exit status of the command: 0, or 1 where a person has something to resolve.
        text: what it says.
        files: what became of each file that the templates changed.
        conflicts: the files in conflict, from the project's folder.
    """

    status: int
    text: str
    files: tuple[Outcome, ...] = ()
    conflicts: tuple[str, ...] = ()


def lines(files: Iterable[Outcome]) -> str:
    """Return a line for each file: conflicts first."""
    ordered = sorted(files, key=lambda one: (ORDER.index(one.kind), one.path))
    return "\n".join(f"{one.kind:<9} {one.path}: {one.what}" for one in ordered)


def counts(files: Iterable[Outcome]) -> str:
    """Return one sentence that counts the files."""
    found = Counter(one.kind for one in files)
    parts = [f"{found[kind]} {COUNTED[kind][found[kind] > 1]}" for kind in ORDER if found[kind]]
    return f"{', '.join(parts) or 'No file changes'}."


def told(*parts: str) -> str:
    """Return the parts that say something, one below the other."""
    return "\n".join(part for part in parts if part)
