"""The one error that reaches a user: what is wrong, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlscaffold.notebook.cells import Location


CHECK_PLACE: Final = "Check the permissions of the folder and the free space"
"""Hint of every error of the operating system while a file is read or written."""


def printable(text: str) -> str:
    """Return a text for one line of a terminal: what a file's name may hold but a line may not is escaped."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class MlscaffoldError(Exception):
    """An error that the user can fix.

    Args:
        what: the problem, one sentence without a final full stop.
        where: the file, perhaps with a place in it.
        hint: what to do, one sentence without a final full stop.
        location: cell and line, if known.
        status: exit status of the command: 1 for findings, 2 for wrong usage.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        hint: str = "",
        location: Location | None = None,
        status: int = 2,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        self.location = location
        self.status = status

    def __str__(self) -> str:
        place = ", ".join(part for part in (printable(self.where), str(self.location or "")) if part)
        text = f"{place}: {self.what}" if place else self.what
        if not self.hint:
            return f"{text}."
        return f"{text}. {self.hint}{'' if self.hint.endswith('?') else '.'}"
