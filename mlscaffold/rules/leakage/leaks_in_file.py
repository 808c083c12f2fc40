"""The leaks of a file as places; the analysis is made once for all six rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.leakage.analyse import leaks
from mlscaffold.analysis.leakage.leak import Kind, Leak
from mlscaffold.analysis.leakage.leak_examples import EXPLAINED
from mlscaffold.analysis.leakage.leak_messages import message
from mlscaffold.analysis.leakage.scope_limit import followed
from mlscaffold.rules.rule import Example, Level, LintTarget, Rule, Severity, Violation, at

PAPER = "Yang et al., Data Leakage in Notebooks: Static Detection and Better Processes, ASE 2022"


def leakage_rule(
    code: str,
    kind: Kind,
    *,
    fix: str = "",
    level: Level = "explore",
    severity: Severity = "error",
    source: str = PAPER,
) -> Rule:
    """Return the rule for one kind of leakage.

    Args:
        code: its code.
        kind: the kind.
        fix: the codemod that mends the plainest form of it.
        level: the first level at which it is asked.
        severity: how bad it is.
        source: where it is described.
    """
    told = EXPLAINED[kind]
    return Rule(
        code=code,
        name=f"{kind}-leakage",
        what=told.what,
        why=told.why,
        level=level,
        severity=severity,
        check=_checking(kind, fix),
        source=source,
        flagged=tuple(Example(text) for text in told.flagged),
        kept=tuple(Example(text) for text in told.kept),
    )


def _checking(kind: Kind, fix: str) -> Callable[[LintTarget], Iterator[Violation]]:
    def check(file: LintTarget) -> Iterator[Violation]:
        for leak in _leaks(file.index):
            if leak.kind == kind:
                yield at(leak.cell, leak.node, message(leak), fix)

    return check


@lru_cache(maxsize=2)
def _leaks(index: ModuleIndex) -> tuple[Leak, ...]:
    return leaks(followed(index))
