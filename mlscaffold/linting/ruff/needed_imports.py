"""Imports that ruff takes for unused, and that a notebook needs all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlscaffold.rules.rule import Finding

# Importing them changes something: an estimator, a projection, an accessor of frames, a style or a backend is there afterwards.
CHANGING = frozenset(
    (
        "cudf.pandas cufflinks geoviews hvplot ipympl janitor mpl_toolkits pandas_profiling pandas_ta pint_pandas "
        "pyfonts readline rioxarray scienceplots skimpy sklearn.experimental swifter tensorflow_text ydata_profiling"
    ).split()
)
_QUOTED = re.compile(r"`([^`]+)`")
_COMMENT = re.compile(r"(?m)^\s*#.*$|\s#\s.*$")


def is_needed(finding: Finding, sources: Sequence[str]) -> bool:
    """Say whether an import does its work although no code names it.

    It may do it by being imported, or a magic, a shell command or a text that is read as code (a formula, a query) may
    name it.

    Args:
        finding: ruff's F401.
        sources: the code of the file, cell by cell.
    """
    if "find_spec" in finding.message:  # it is tried whether the module is there
        return True
    found = _QUOTED.search(finding.message)
    parts = found[1].split(".") if found else []
    starts = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    name = _bound(finding, sources[max(finding.cell, 1) - 1])
    return not CHANGING.isdisjoint(starts) or any(_names(name, source) for source in sources)


def _bound(finding: Finding, source: str) -> str:
    """Return the name that an import binds; ruff marks it, its message says the module."""
    marked = source.split("\n")[finding.line - 1][finding.column - 1 : finding.end_column - 1]
    return marked.split(" as ")[-1].strip().split(".")[0]


def _names(name: str, source: str) -> bool:
    """Say whether commands or texts of a cell name something."""
    if not name or name not in source:
        return False
    word = re.escape(name)
    command = rf"(?m)^[ \t]*(?:\w+\s*=\s*)?(?:!|%+\w+[ \t]).*\b{word}\b"
    text = rf"['\"~+*\s(@{{]{word}(?:\.\w|\()"
    quoted = re.findall(r"(['\"])((?:(?!\1).)*)\1", _COMMENT.sub("", source))
    return bool(re.search(command, source)) or any(re.search(text, f" {inner}") for _, inner in quoted)
