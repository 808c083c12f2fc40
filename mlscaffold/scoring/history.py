"""The project's Git history: tracked and changed files, and reviews of commits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.filesystem.git import Git, raw

_REVIEW = re.compile(r"^(?:Reviewed-by|Approved-by|Acked-by):\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_REQUEST = re.compile(
    r"^Merge pull request #\d+|\(#\d+\)$|^See merge request |^Merged in .+ \(pull request #", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class History:
    """The state of a project in Git.

    Args:
        commit: the current one, shortened; "" without Git.
        tracked: the files that it keeps.
        changed: files that are not as they were committed, or not committed.
        remote: whether it goes anywhere.
    """

    commit: str = ""
    tracked: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Reviews:
    """How commits came in.

    Args:
        commits: how many there are after the first one of the project.
        reviewed: of these, how many name a reviewer who is not the author.
        requested: of the others, how many came by a pull or merge request.
        last: one that was reviewed or requested, "" where there is none.
    """

    commits: int = 0
    reviewed: int = 0
    requested: int = 0
    last: str = ""


def read_history(root: Path) -> History:
    """Ask Git about a project; without Git all is empty."""
    commit = _git(root, "rev-parse", "--short", "HEAD").strip()
    tracked = frozenset(filter(None, _git(root, "ls-files", "-z").split("\0")))
    status = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    changed = {line[3:].removeprefix(prefix) for line in status.split("\0") if line}
    return History(commit, tracked, frozenset(changed), bool(_git(root, "remote").strip()))


def last_change(root: Path, path: str) -> str:
    """Return who changed a file last, when and in which commit; "" where Git does not know."""
    return _git(root, "log", "-1", "--format=%an, %as, %h", "--", path).strip()


def reviews_of(root: Path, paths: Iterable[str]) -> Reviews:
    """Return how the commits that touched some files came in; the first commit of all is the project's birth."""
    arguments = ("log", "--first-parent", "-m", "--format=%h%x1f%P%x1f%an <%ae>%x1f%B%x1e", "--", *paths)
    found = [one.strip().split("\x1f") for one in _git(root, *arguments).split("\x1e") if one.strip()]
    rows = {row[0]: row for row in found if len(row) == 4 and row[1]}
    kinds = {commit: _kind(author, text) for commit, _, author, text in rows.values()}
    good = [commit for commit, kind in kinds.items() if kind]
    counts = [sum(kind == wanted for kind in kinds.values()) for wanted in ("reviewed", "requested")]
    return Reviews(len(rows), counts[0], counts[1], good[0] if good else "")


def _kind(author: str, text: str) -> str:
    others = [name for name in _REVIEW.findall(text) if name.strip().lower() != author.strip().lower()]
    if others:
        return "reviewed"
    return "requested" if _REQUEST.search(text.strip()) else ""


def _git(root: Path, *arguments: str) -> str:
    """Return what Git prints, "" without Git; names that are not UTF-8 become printable."""
    return raw(Git(root).query(*arguments) or "").decode(errors="replace")
