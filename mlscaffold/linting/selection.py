"""Which rules are asked of which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import is_notebook
from mlscaffold.filesystem.globs import matches
from mlscaffold.finding import LEVELS
from mlscaffold.linting.check_settings import Settings
from mlscaffold.rules.rule import Rule

OWN = "MLS"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of one file.

    Args:
        level: its level.
        select: codes and prefixes that are asked at every level; empty for what the level asks.
        extend: more of them.
        ignore: codes and prefixes that are not asked.
    """

    level: str
    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def asks(self, code: str, level: str) -> bool:
        """Say whether a rule is asked.

        The longest prefix wins; of two that are equally long, the one that ignores.

        Args:
            code: the rule's code.
            level: the first level at which it is asked.
        """
        named = max(_length(code, self.select), _length(code, self.extend))
        wanted = named >= 0 or (not self.select and LEVELS.index(level) <= LEVELS.index(self.level))
        return wanted and (_length(code, self.ignore) < named or _length(code, self.ignore) < 0)


def selection_for(path: str, settings: Settings) -> Selection:
    """Return what is asked of a file.

    Args:
        path: as seen from the project's folder, with `/`.
        settings: what the project wants.
    """
    ignored = [
        code for pattern, codes in settings.per_file_ignores if matches(path, pattern) for code in codes
    ]
    return Selection(
        level_of(path, settings), settings.select, settings.extend_select, (*settings.ignore, *ignored)
    )


def level_of(path: str, settings: Settings) -> str:
    """Return the level of a file: one for all, what the last pattern gives, or what its kind and place give."""
    if settings.level:
        return settings.level
    given = [level for pattern, level in settings.levels if matches(path, pattern)]
    if given:
        return given[-1]
    if is_notebook(path):
        return "explore"
    return "production" if "src" in path.split("/")[:-1] else "candidate"


def chosen(rules: Iterable[Rule], selection: Selection) -> tuple[Rule, ...]:
    """Return the rules that are asked."""
    return tuple(rule for rule in rules if selection.asks(rule.code, rule.level))


def refuse_unknown(settings: Settings, codes: Sequence[str]) -> None:
    """Refuse codes of ours that no rule has; what is not ours is for ruff to know.

    Raises:
        MlscaffoldError: a rule is named that does not exist.
    """
    ignores = [code for _, listed in settings.per_file_ignores for code in listed]
    for code in (*settings.select, *settings.extend_select, *settings.ignore, *ignores):
        if code.startswith(OWN) and not any(known.startswith(code) for known in codes):
            hint = "`mlscaffold check --list-rules` lists them"
            raise MlscaffoldError(f"there is no rule {code}", hint=hint, status=2)


def _length(code: str, prefixes: Iterable[str]) -> int:
    """Return the length of the longest prefix of a code, -1 where there is none."""
    return max(
        (0 if one == "ALL" else len(one) for one in prefixes if one == "ALL" or code.startswith(one)),
        default=-1,
    )
