"""Which rules apply to which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import is_notebook, matches
from mlscaffold.finding import LEVELS
from mlscaffold.linting.check_settings import Settings

if TYPE_CHECKING:
    from mlscaffold.rules.rule import Rule

OWN = "MLS"
"""The prefix of our rules' codes."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that apply to one file.

    Args:
        level: its level.
        select: codes and prefixes of rules that apply at every level; empty for the rules of the level.
        extend: more of them.
        ignore: codes and prefixes of rules that do not apply.
    """

    level: str
    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def includes(self, code: str, level: str) -> bool:
        """Return whether a rule applies: the longest prefix wins; of two equal ones, the one that ignores.

        Args:
            code: the rule's code.
            level: the first level at which it applies.
        """
        explicit = max(_length(code, self.select), _length(code, self.extend))
        wanted = explicit >= 0 or (not self.select and LEVELS.index(level) <= LEVELS.index(self.level))
        return wanted and (_length(code, self.ignore) < explicit or _length(code, self.ignore) < 0)


def selection_for(path: str, settings: Settings) -> Selection:
    """Return the rules that apply to a file.

    Args:
        path: relative to the project's folder, with `/`.
        settings: the project's settings.
    """
    ignored = [
        code for pattern, codes in settings.per_file_ignores if matches(path, pattern) for code in codes
    ]
    return Selection(
        level_of(path, settings), settings.select, settings.extend_select, (*settings.ignore, *ignored)
    )


def level_of(path: str, settings: Settings) -> str:
    """Return the level of a file: the one for all files, that of the last matching pattern, or that of its kind and folder."""
    if settings.level:
        return settings.level
    configured = [level for pattern, level in settings.levels if matches(path, pattern)]
    if configured:
        return configured[-1]
    if is_notebook(path):
        return "explore"
    return "production" if "src" in path.split("/")[:-1] else "candidate"


def selected(rules: Iterable[Rule], selection: Selection) -> tuple[Rule, ...]:
    """Return the rules that apply."""
    return tuple(rule for rule in rules if selection.includes(rule.code, rule.level))


def reject_unknown(settings: Settings, codes: Sequence[str]) -> None:
    """Reject unknown codes with our prefix; ruff rejects its own.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist.
    """
    ignores = [code for _, listed in settings.per_file_ignores for code in listed]
    for code in (*settings.select, *settings.extend_select, *settings.ignore, *ignores):
        if code.startswith(OWN) and not any(known.startswith(code) for known in codes):
            hint = "`mlscaffold check --list-rules` lists the rules"
            raise MlscaffoldError(f"unknown rule {code}", hint=hint, status=2)


def _length(code: str, prefixes: Iterable[str]) -> int:
    """Return the length of the longest matching prefix of a code, -1 if none matches."""
    return max(
        (0 if one == "ALL" else len(one) for one in prefixes if one == "ALL" or code.startswith(one)),
        default=-1,
    )
