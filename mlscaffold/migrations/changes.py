"""The table of changes, read from api_changes.tsv. Its head names the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

ANYTHING = "…"
"""Stands in an error for whatever the message says there."""

ROOTS = {
    "imbalanced-learn": "imblearn",
    "ipython": "IPython",
    "scikit-learn": "sklearn",
    "ydata-profiling": "pandas_profiling",
}
"""What is imported, where it is not called like the library."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A change of a library that explains why a cell fails.

    Args:
        library: the library.
        version: its version in which the old form broke.
        old: the form that broke.
        new: what to write now, "" where there is nothing of the kind.
        source: where the library documents it.
    """

    library: str
    version: str
    old: str
    new: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A form that a library no longer takes, or takes in another sense.

    Args:
        library: the library.
        version: its version in which the old form broke, as the library tells it.
        old: code with the old form; the usual short names of libraries stand for them.
        new: code with the new form; a comment and `pass` where there is none.
        kind: removed, renamed, moved, signature, default, behaviour, deprecated or still-works.
        source: where the library documents it.
        error: `Type: message` of the old form; `…` stands for any text; empty where it raises nothing.
        silent: whether the old form runs and gives something else.
        ruff_rule: the rules of ruff that know it, joined by commas; empty where none does.
        ruff_fix: what ruff does about it: yes, no, unsafe, flag-only.
    """

    library: str
    version: str
    old: str
    new: str
    kind: str
    source: str
    error: str = ""
    silent: bool = False
    ruff_rule: str = ""
    ruff_fix: str = "no"

    @property
    def root(self) -> str:
        """The module that is imported to use the library."""
        return ROOTS.get(self.library, self.library)

    @property
    def cure(self) -> str:
        """What to write now, empty where there is nothing of the kind."""
        return "" if self.new == "pass" or self.new.startswith("#") else self.new


@cache
def changes() -> tuple[Change, ...]:
    """Return all changes, in the order of the table; those that hold for several names once for each name.

    Raises:
        ValueError: a row of the table has too few or too many columns.
    """
    text = files("mlscaffold.migrations").joinpath("api_changes.tsv").read_text(encoding="utf-8")
    _, *lines = text.splitlines()
    return tuple(change for line in lines for change in _expanded(line))


def _expanded(line: str) -> Iterator[Change]:
    fields = [re.sub(r"\\?\\n", _line_break, field) for field in line.split("\t")]
    if len(fields) != 11:
        raise ValueError(f"A row of api_changes.tsv has {len(fields)} columns instead of 11: {line}")
    library, version, old, new, kind, source, error, silent, rule, fix, also = fields
    first = Change(library, version, old, new, kind, source, error, silent == "silent", rule, fix)
    yield first
    subject, _, others = also.partition(": ")
    for other in others.split():
        yield replace(
            first,
            old=old.replace(subject, other),
            new=new.replace(subject, other),
            error=error.replace(subject, other),
        )


def _line_break(found: re.Match[str]) -> str:
    r"""`\n` stands for a line break, and with a second backslash before it for itself."""
    return "\n" if len(found[0]) == 2 else "\\n"
