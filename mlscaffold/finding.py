"""The findings of rules; separate from the rules, so that cached findings can be shown without importing them."""

from typing import Literal, NamedTuple

Level = Literal["explore", "candidate", "production"]
Severity = Literal["error", "warning"]
LEVELS: tuple[Level, ...] = ("explore", "candidate", "production")
"""From the loosest to the strictest; a level includes the rules of those before it."""
RUFF_FIX = "ruff"
"""`Finding.fix` of findings that ruff itself can fix."""


class Finding(NamedTuple):
    """A problem that a rule found, with its place.

    Args:
        path: the file.
        code: the rule's code, or ruff's.
        message: what is wrong and what to do.
        cell: the number of the code cell; 0 for the whole file, and in Python files.
        line: from 1.
        column: from 1, in characters.
        end_line: the line in which it ends.
        end_column: the column after its end; `column` if that is unknown.
        severity: its severity.
        fix: the codemod that fixes it, "" if there is none.
    """

    path: str
    code: str
    message: str
    cell: int
    line: int
    column: int
    end_line: int
    end_column: int
    severity: Severity
    fix: str = ""
