"""A place that a rule found; apart from the rules, so that findings of an earlier run can be shown without them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["explore", "candidate", "production"]
Severity = Literal["error", "warning"]
LEVELS: tuple[Level, ...] = ("explore", "candidate", "production")
"""From the loosest to the strictest; a level asks all that those before it ask."""


class Finding(NamedTuple):
    """A place that a rule found, with all that a reader wants to know.

    Args:
        path: the file.
        code: the rule's code, or ruff's.
        message: what is wrong and what to do.
        cell: the number of the code cell; 0 where the whole file is meant, and in Python files.
        line: from 1.
        column: from 1, in characters.
        end_line: the line in which it ends.
        end_column: the column after its end; `column` where that is not known.
        severity: how bad it is.
        fix: the codemod that mends it, "" where none does.
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
