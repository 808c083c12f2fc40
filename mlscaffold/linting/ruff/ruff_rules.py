"""Which of ruff's rules are asked, from which level on: the table ruff_rules.tsv, where each has its reason."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from mlscaffold.rules.rule import LEVELS, Level, Severity

PAGES = "https://docs.astral.sh/ruff/rules/"


class RuffRule(NamedTuple):
    """A rule of ruff's.

    Args:
        code: such as F401.
        name: such as unused-import.
        level: the first level at which it is asked.
        severity: how bad it is.
        why: why it is asked.
    """

    code: str
    name: str
    level: Level
    severity: Severity
    why: str

    @property
    def url(self) -> str:
        """The page that explains it."""
        return f"{PAGES}{self.name}"


@cache
def ruff_rules() -> tuple[RuffRule, ...]:
    """Return the rules of the table."""
    text = files("mlscaffold.linting.ruff").joinpath("ruff_rules.tsv").read_text(encoding="utf-8")
    _, *rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        RuffRule(code, name, cast(Level, level), cast(Severity, severity), why)
        for code, name, level, severity, why in rows
    )


@cache
def codes_at(level: Level) -> frozenset[str]:
    """Return the codes that are asked at a level, those of looser levels included."""
    asked = LEVELS[: LEVELS.index(level) + 1]
    return frozenset(rule.code for rule in ruff_rules() if rule.level in asked)


@cache
def severity_of(code: str) -> Severity:
    """Return how bad a finding is; what a user selects beyond the table is a warning."""
    return next((rule.severity for rule in ruff_rules() if rule.code == code), "warning")
