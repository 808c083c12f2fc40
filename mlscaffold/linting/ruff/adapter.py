"""Generic Python lint is ruff's: it is started before our own rules are asked, and read after them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Finding
from mlscaffold.linting.ruff import run_ruff
from mlscaffold.linting.ruff.ruff_rules import RuffRule, ruff_rules
from mlscaffold.linting.selection import OWN, Selection


class Started(NamedTuple):
    """Ruff at work.

    Args:
        running: what `collect` of `run_ruff` takes.
        selections: the files, and what is asked of each.
    """

    running: run_ruff.Running
    selections: Mapping[str, Selection]


def start(selections: Mapping[str, Selection]) -> Started | None:
    """Let ruff begin with all that is asked of any file.

    Args:
        selections: the files, and what is asked of each.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    codes = {code for selection in set(selections.values()) for code in _codes(selection)}
    return Started(run_ruff.start(tuple(selections), codes), selections) if codes and selections else None


def collect(started: Started | None, broken: Collection[str] = ()) -> tuple[tuple[Finding, ...], str]:
    """Wait for ruff.

    Args:
        started: what `start` gave.
        broken: files that our own rules could not read: where ruff fails, it is asked once more without them.

    Returns:
        What it found of what is asked of each file; and why it, or some of its rules, could not be asked.
    """
    if started is None:
        return (), ""
    try:
        return _collected(started)
    except MlscaffoldError as error:
        rest = {path: one for path, one in started.selections.items() if path not in broken}
        if broken and rest:
            return collect(start(rest))
        return (), f"{error.what}; generic lint is missing"


def _collected(started: Started) -> tuple[tuple[Finding, ...], str]:
    collected = run_ruff.collect(started.running)
    levels = {rule.code: rule.level for rule in ruff_rules()}
    found = tuple(
        one
        for one in collected.findings
        if started.selections[one.path].asks(one.code, levels.get(one.code, "production"))
    )
    return found, collected.note


def about(code: str) -> RuffRule | None:
    """Return what we say of a rule of ruff's (`name`, `why`, `severity`), None where we say nothing."""
    return next((rule for rule in ruff_rules() if rule.code == code), None)


def explain(code: str) -> str:
    """Return what ruff says of a rule of its own, "" where it has none."""
    return run_ruff.explain(code)


def _codes(selection: Selection) -> Iterator[str]:
    named = (*selection.select, *selection.extend)
    yield from (code for code in named if code != "ALL" and not code.startswith(OWN))
    yield from (rule.code for rule in ruff_rules() if selection.asks(rule.code, rule.level))
