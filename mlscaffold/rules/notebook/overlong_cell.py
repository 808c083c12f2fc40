"""Cells that do too much to be read, tested or moved."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at

_STATEMENTS, _LINES, _FEWEST = 40, 60, 10
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _check(file: LintTarget) -> Iterator[Violation]:
    for number, body in file.index.cells:
        if not body or (len(body) <= _STATEMENTS and (body[-1].end_lineno or 0) <= _STATEMENTS):
            continue
        own = [statement for statement in body if not isinstance(statement, _DEFINITIONS)]
        statements = sum(_count(statement) for statement in own)
        lines = len({line for statement in own for line in _lines(statement)})
        if statements > _STATEMENTS or (lines > _LINES and statements >= _FEWEST):
            message = (
                f"this cell has {statements} statements in {lines} lines: divide it into cells that do one thing each, "
                "or put parts of it into functions"
            )
            yield at(number, body[0], message)


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


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
    code="MLS110",
    name="overlong-cell",
    what="A cell has more than 40 statements, or more than 60 lines of code.",
    why=(
        "A long cell does several things, of which none can be run, tested or used alone. Divide it where "
        "one thing ends and the next begins, with a heading before each, or put parts into functions. "
        "Functions and classes that stand in the cell are not counted."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="Quaranta et al., Eliciting Best Practices for Collaboration with Computational Notebooks, CSCW 2022",
    flagged=(
        Example(f"# %%\nx0 = 0  # flagged\n{_long(41)}", says="41 statements"),
        Example(f"# %%\nfor n in range(3):  # flagged\n    print(n)\n{_long(40)}"),
    ),
    kept=(
        Example(f"# %%\nx0 = 0\n{_long(40)}"),
        Example("# %%\ndef f():\n" + "    print(1)\n" * 70),
        Example("# %%\nrates = [\n" + "    1,\n" * 70 + "]\nprint(rates)"),
    ),
)
