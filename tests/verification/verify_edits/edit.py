"""An edit of a hardened project, and what is expected of `verify` afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Files = Callable[[Path], None]
"""Changes files in the folder of the project's package."""


@dataclass(frozen=True)
class Edit:
    """An edit.

    Args:
        name: what it does.
        project: the project: a folder of examples/ or tests/golden/.
        change: changes files in the folder of the package.
        first: the first difference that must be named, "" if the edit keeps the meaning.
    """

    name: str
    project: str
    change: Files
    first: str = ""

    @property
    def keeps(self) -> bool:
        """Whether the project must still be equal."""
        return not self.first


def replaced(path: str, *pairs: tuple[str, str]) -> Files:
    """Return an edit that replaces texts in a file; each must be there once.

    Raises:
        LookupError: when it is applied, and a text is not in the file.
    """

    def change(package: Path) -> None:
        file = package / path
        text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            if text.count(old) != 1:
                raise LookupError(f"{path} has {old!r} {text.count(old)} times")
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")

    return change


def appended(path: str, text: str) -> Files:
    """Return an edit that adds a text to the end of a file, which it creates if need be."""

    def change(package: Path) -> None:
        with (package / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def renamed(old: str, new: str, *paths: str) -> Files:
    """Return an edit that replaces a name everywhere in some files."""

    def change(package: Path) -> None:
        for path in paths:
            text = (package / path).read_text(encoding="utf-8")
            if old not in text:
                raise LookupError(f"{path} lacks {old}")
            (package / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def together(*changes: Files) -> Files:
    """Return an edit of several."""

    def change(package: Path) -> None:
        for one in changes:
            one(package)

    return change
