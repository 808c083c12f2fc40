"""What the user's settings of ruff ignore: `--select` on ruff's command line would overrule that."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

FILES = (".ruff.toml", "ruff.toml", "pyproject.toml")
MOST = 5


def ignored(code: str, file: str) -> bool:
    """Say whether the settings that hold for a file ignore a rule.

    Args:
        code: such as F401.
        file: the file's absolute path.
    """
    return any(_covers(selector, code) for selector in _of_folder(os.path.dirname(file)))


def _covers(selector: str, code: str) -> bool:
    """Say whether a selector such as `S`, `PL` or `F4` means a rule; `F` does not mean `FURB`."""
    letters = re.match(r"[A-Z]*", code)
    linter = letters[0] if letters else ""
    groups = {linter, linter[:2]} if linter in {"PLC", "PLE", "PLR", "PLW"} else {linter}
    if selector.isalpha():
        return selector == "ALL" or selector in groups
    return code.startswith(selector)


@cache
def _of_folder(folder: str) -> frozenset[str]:
    """Return what is ignored in a folder: its own settings, else those of the folder above."""
    for name in FILES:
        table = _table(os.path.join(folder, name))
        if table is not None:
            return _ignored(table, folder, MOST)
    above = os.path.dirname(folder)
    return frozenset() if above == folder else _of_folder(above)


def _ignored(table: dict[str, Any], folder: str, left: int) -> frozenset[str]:
    lint = table.get("lint", {})
    own = [
        code for part in (table, lint) for key in ("ignore", "extend-ignore") for code in part.get(key, ())
    ]
    base = table.get("extend")
    if not base or not left:
        return frozenset(own)
    path = os.path.normpath(os.path.join(folder, os.path.expanduser(base)))
    inherited = _ignored(_table(path) or {}, os.path.dirname(path), left - 1)
    replaced = "ignore" in lint or "ignore" in table
    return frozenset(own) if replaced else inherited | frozenset(own)


def _table(path: str) -> dict[str, Any] | None:
    """Return ruff's settings in a file, None where it has none or cannot be read: ruff itself says so."""
    if not os.path.isfile(path):
        return None
    import tomllib

    try:
        with open(path, "rb") as file:
            loaded: dict[str, Any] = tomllib.load(file)
    except (OSError, ValueError):
        return None
    if os.path.basename(path) != "pyproject.toml":
        return loaded
    table: dict[str, Any] | None = loaded.get("tool", {}).get("ruff")
    return table
