"""Intended differences from the notebook, which pyproject.toml lists with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import parse_toml
from mlscaffold.filesystem.writer import read_bytes, replace_file
from mlscaffold.projects.answers import SETTINGS
from mlscaffold.projects.components.toml_edits import with_additions

TABLE = "tool.mlscaffold.allowed"


def read_allowances(folder: Path) -> dict[str, str]:
    """Return the reasons of the intended differences, by name.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: pyproject.toml cannot be read, or an entry has no reason.
    """
    file = folder / SETTINGS
    try:
        settings = parse_toml(read_bytes(file).decode())
    except ValueError as error:
        what = f"this is not valid TOML: {error}"
        raise MlscaffoldError(what, where=str(file), hint="Fix the file") from error
    found: Any = settings
    for name in TABLE.split("."):
        found = found.get(name, {})
        if not isinstance(found, dict):
            hint = "Write keys and values below it, or remove it"
            raise MlscaffoldError(f"`{name}` is not a table", where=str(file), hint=hint)
    return {name: _reason(name, entry, file) for name, entry in found.items()}


def _reason(name: str, entry: object, file: Path) -> str:
    because = entry.get("because") if isinstance(entry, Mapping) else None
    if not isinstance(because, str) or not because.strip():
        hint = f'Write [{TABLE}."{name}"] with because = "..."'
        raise MlscaffoldError(f"`{name}` is allowed to differ without a reason", where=str(file), hint=hint)
    return because


def add_allowances(folder: Path, names: Sequence[str], because: str, since: str) -> None:
    """Add intended differences to pyproject.toml, whose layout and comments stay.

    Args:
        folder: the project's folder.
        names: what may differ.
        because: the reason.
        since: the day, such as 2026-01-31.

    Raises:
        MlscaffoldError: the file cannot be changed.
    """
    file = folder / SETTINGS
    entries = {name: {"because": because, "since": since} for name in names}
    text = read_bytes(file).decode()
    try:
        changed = with_additions(text, {"tool": {"mlscaffold": {"allowed": entries}}})
    except ValueError as error:
        raise MlscaffoldError(str(error), where=str(file), hint=f"Add [{TABLE}] yourself") from error
    replace_file(file, changed.encode())
