"""The project's Git history: tracked and changed files, and reviews of commits."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.filesystem.git import Git, raw

_REVIEW = re.compile(r"^(?:Reviewed-by|Approved-by|Acked-by):\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_REQUEST = re.compile(
    r"^Merge pull request #\d+|\(#\d+\)$|^See merge request |^Merged in .+ \(pull request #", re.MULTILINE
)

_FIELDS = ("%h", "%P", "%an <%ae>", "%B")
"""Commit, parents, author and message, in Git's format."""


@dataclass(frozen=True, slots=True)
class History:
    """The state of a project in Git.

    Args:
        commit: the current one, shortened; "" without Git.
        tracked: the files in Git.
        changed: files with uncommitted changes.
        remote: whether it has a remote.
    """

    commit: str = ""
    tracked: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of commits.

    Args:
        commits: their number, without the first commit of the project.
        reviewed: how many of them name a reviewer who is not the author.
        requested: how many of the others are from a pull or merge request.
        last: the last of both, "" if there is none.
    """

    commits: int = 0
    reviewed: int = 0
    requested: int = 0
    last: str = ""


def read_history(root: Path) -> History:
    """Read the state of a project in Git; without Git all is empty."""
    commit = _git(root, "rev-parse", "--short", "HEAD").strip()
    tracked = frozenset(filter(None, _git(root, "ls-files", "-z").split("\0")))
    status = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    changed = {line[3:].removeprefix(prefix) for line in status.split("\0") if line}
    return History(commit, tracked, frozenset(changed), bool(_git(root, "remote").strip()))


def last_change(root: Path, path: str) -> str:
    """Return the author, date and commit of a file's last change; "" without Git."""
    return _git(root, "log", "-1", "--format=%an, %as, %h", "--", path).strip()


def reviews_of(root: Path, paths: Iterable[str]) -> Reviews:
    """Return the reviews of the commits that changed some files; the first commit of all needs none."""
    arguments = ("log", "--first-parent", "-m", f"--format={'%x1f'.join(_FIELDS)}%x1e", "--", *paths)
    found = (commit.strip().split("\x1f") for commit in _git(root, *arguments).split("\x1e"))
    rows = {row[0]: row for row in found if len(row) == len(_FIELDS) and row[1]}
    kinds = {commit: _kind(author, text) for commit, _, author, text in rows.values()}
    last = next((commit for commit, kind in kinds.items() if kind), "")
    counts = Counter(kinds.values())
    return Reviews(len(rows), counts["reviewed"], counts["requested"], last)


def _kind(author: str, text: str) -> str:
    others = [name for name in _REVIEW.findall(text) if name.strip().lower() != author.strip().lower()]
    if others:
        return "reviewed"
    return "requested" if _REQUEST.search(text.strip()) else ""


def _git(root: Path, *arguments: str) -> str:
    """Return what Git prints, "" without Git; names that are not UTF-8 become printable."""
    return raw(Git(root).query(*arguments) or "").decode(errors="replace")
