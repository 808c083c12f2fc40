"""The rules of ruff that `check` runs, with level and reason: the table ruff_rules.tsv."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from mlscaffold.finding import Level, Severity

PAGES = "https://docs.astral.sh/ruff/rules/"


class RuffRule(NamedTuple):
    """A rule of ruff.

    Args:
        code: such as F401.
        name: such as unused-import.
        level: the first level at which it applies.
        severity: its severity.
        why: why its findings matter.
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
def rule_for(code: str) -> RuffRule | None:
    """Return a rule of the table, None for other rules of ruff."""
    return next((rule for rule in ruff_rules() if rule.code == code), None)


def severity_of(code: str) -> Severity:
    """Return the severity of a rule; rules that are not in the table are warnings."""
    rule = rule_for(code)
    return rule.severity if rule else "warning"
