"""Findings of ruff that `check` leaves out: the user's settings ignore them, or a notebook needs the import."""

import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import is_special, read_toml
from mlscaffold.finding import Finding

SETTINGS_FILES = (".ruff.toml", "ruff.toml", "pyproject.toml")
MOST_EXTENDS = 5
"""How many settings files may extend each other. Chosen by judgement: more than people use, and an end for circles."""
SIDE_EFFECTS = frozenset(
    "cudf.pandas cufflinks geoviews hvplot ipympl janitor mpl_toolkits pandas_profiling pandas_ta pint_pandas "
    "pyfonts readline rioxarray scienceplots skimpy sklearn.experimental swifter tensorflow_text ydata_profiling".split()
)
"""Modules whose import adds an estimator, a projection, an accessor, a style or a backend."""
LOGGING = frozenset({"PLE1205", "PLE1206"})
"""Rules about messages of the standard library's logging, which ruff applies to anything called `logger`."""
_QUOTED = re.compile(r"`([^`]+)`")
_COMMENT = re.compile(r"(?m)^\s*#.*$|\s#\s.*$")


def ignored(code: str, file: str) -> bool:
    """Return whether the settings of a file ignore a rule.

    Args:
        code: such as F401.
        file: the file's absolute path.
    """
    return any(_covers(selector, code) for selector in _of_folder(os.path.dirname(file)))


def refuse_special_settings(paths: Iterable[str]) -> None:
    """Refuse files whose settings ruff would wait for without an end.

    Args:
        paths: the files that ruff is called with.

    Raises:
        MlscaffoldError: settings in their folders or above are a pipe or a device.
    """
    folders = {Path(os.path.abspath(path)).parent for path in paths}
    for folder in folders.union(*(folder.parents for folder in folders)):
        if where := _special_settings(folder):
            what = "ruff's settings are a pipe or a device, not a file"
            raise MlscaffoldError(what, where=where, hint="Save them as a file", status=2)


@cache
def _special_settings(folder: Path) -> str:
    return next((str(folder / name) for name in SETTINGS_FILES if is_special(folder / name)), "")


def _covers(selector: str, code: str) -> bool:
    """Return whether a selector such as `S`, `PL` or `F4` covers a rule; `F` does not cover `FURB`."""
    letters = re.match(r"[A-Z]*", code)
    linter = letters[0] if letters else ""
    groups = {linter, linter[:2]} if linter in {"PLC", "PLE", "PLR", "PLW"} else {linter}
    if selector.isalpha():
        return selector == "ALL" or selector in groups
    return code.startswith(selector)


@cache
def _of_folder(folder: str) -> frozenset[str]:
    """Return the selectors that are ignored in a folder: by its own settings, else by those of the folder above."""
    for name in SETTINGS_FILES:
        table = _table(os.path.join(folder, name))
        if table is not None:
            return _ignored(table, folder, MOST_EXTENDS)
    above = os.path.dirname(folder)
    return frozenset() if above == folder else _of_folder(above)


def _ignored(table: dict[str, Any], folder: str, left: int) -> frozenset[str]:
    lint = table.get("lint", {})
    keys = ("ignore", "extend-ignore")
    own = [code for part in (table, lint) for key in keys for code in part.get(key, ())]
    base = table.get("extend")
    if not base or not left:
        return frozenset(own)
    path = os.path.normpath(os.path.join(folder, os.path.expanduser(base)))
    inherited = _ignored(_table(path) or {}, os.path.dirname(path), left - 1)
    replaced = "ignore" in lint or "ignore" in table
    return frozenset(own) if replaced else inherited | frozenset(own)


def _table(path: str) -> dict[str, Any] | None:
    """Return ruff's settings in a file, None if it has none or cannot be read, which ruff itself reports."""
    if not os.path.isfile(path):
        return None
    try:
        loaded = read_toml(Path(path))
    except (OSError, ValueError):
        return None
    if os.path.basename(path) != "pyproject.toml":
        return loaded
    table: dict[str, Any] | None = loaded.get("tool", {}).get("ruff")
    return table


def is_about_other_logger(code: str, sources: Sequence[str]) -> bool:
    """Return whether a finding about logging may be about the logger of another library, which formats differently.

    Args:
        code: the rule.
        sources: the code of the file, cell by cell.
    """
    text = "\n".join(sources)
    return code in LOGGING and ("loguru" in text or not re.search(r"\bimport logging|\bfrom logging\b", text))


def is_needed(finding: Finding, sources: Sequence[str]) -> bool:
    """Return whether an import is needed although no code uses its name.

    Importing it may have a side effect; or a magic, a shell command or a string of code (a formula, a query) uses it.

    Args:
        finding: ruff's F401.
        sources: the code of the file, cell by cell.
    """
    if "find_spec" in finding.message:  # the code tests whether the module is installed
        return True
    found = _QUOTED.search(finding.message)
    parts = found[1].split(".") if found else []
    starts = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    name = bound_name(finding, sources[max(finding.cell, 1) - 1])
    return not SIDE_EFFECTS.isdisjoint(starts) or any(_uses(name, source) for source in sources)


def bound_name(finding: Finding, source: str) -> str:
    """Return the name that an import binds, which ruff marks; its message has the module."""
    marked = source.split("\n")[finding.line - 1][finding.column - 1 : finding.end_column - 1]
    return marked.split(" as ")[-1].strip().split(".")[0]


def _uses(name: str, source: str) -> bool:
    """Return whether commands or strings in a cell use a name."""
    if not name or name not in source:
        return False
    word = re.escape(name)
    command = rf"(?m)^[ \t]*(?:\w+\s*=\s*)?(?:!|%+\w+[ \t]).*\b{word}\b"
    text = rf"['\"~+*\s(@{{]{word}(?:\.\w|\()"
    quoted = re.findall(r"(['\"])((?:(?!\1).)*)\1", _COMMENT.sub("", source))
    return bool(re.search(command, source)) or any(re.search(text, f" {inner}") for _, inner in quoted)
