"""A cell has more than 40 statements or more than 60 lines of code.

A long cell does several things, none of which can be run, tested or reused alone. Split it where one step
ends and the next begins, with a heading for each, or move parts into functions. Functions and classes
defined in the cell do not count.
"""

import ast
from collections.abc import Iterable

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, at, cases, explanation

_STATEMENTS = 40
"""Chosen by judgement, so that only cells are found that do not fit on a screen."""

_LINES = 60
"""Chosen by judgement, half as many again: calls that are wrapped over lines do not make a cell long."""

_FEWEST = 10
"""A cell of fewer statements is no long program, however many lines its literals have."""

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _check(file: LintTarget) -> Violations:
    for number, body in file.index.cells:
        if not body or (len(body) <= _STATEMENTS and (body[-1].end_lineno or 0) <= _STATEMENTS):
            continue
        own = [statement for statement in body if not isinstance(statement, _DEFINITIONS)]
        statements = sum(_count(statement) for statement in own)
        spans = (range(one.lineno, (one.end_lineno or one.lineno) + 1) for one in own)
        lines = len({line for span in spans for line in span})
        if statements > _STATEMENTS or (lines > _LINES and statements >= _FEWEST):
            message = (
                f"this cell has {statements} statements in {lines} lines: split it into cells with one task each, "
                "or move parts into functions"
            )
            yield at(number, body[0], message)


def _count(node: ast.stmt) -> int:
    """Count a statement and those inside it."""
    return 1 + sum(_count(inner) for inner in _inside(node))


def _inside(node: ast.AST) -> Iterable[ast.stmt]:
    for name in ("body", "orelse", "finalbody"):
        yield from getattr(node, name, ())
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield from part.body


def _long(count: int) -> str:
    return "".join(f"x{number} = {number}\n" for number in range(1, count))


RULE = Rule(
    **explanation(__doc__),
    code="MLS110",
    name="overlong-cell",
    level="production",
    check=_check,
    notebooks_only=True,
    source="Quaranta et al., Eliciting Best Practices for Collaboration with Computational Notebooks, CSCW 2022",
    flagged=cases(
        f"x0 = 0  # flagged: 41 statements\n{_long(41)}",
        f"for n in range(3):  # flagged\n    print(n)\n{_long(40)}",
    ),
    kept=cases(
        f"x0 = 0\n{_long(40)}",
        Example("def f():\n" + "    print(1)\n" * 70),
        Example("rates = [\n" + "    1,\n" * 70 + "]\nprint(rates)"),
    ),
)
