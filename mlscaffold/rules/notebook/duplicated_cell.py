"""Cells that hold the same code as one above."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at

_STATEMENTS, _CHARACTERS = 3, 80


def _check(file: LintTarget) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for number, body in _alike(file):
        text = "\n".join(ast.dump(statement) for statement in body)
        if text in first:
            message = (
                f"this cell repeats cell {first[text]}: put the code into a function and call it, "
                "or delete one of them"
            )
            yield at(number, body[0], message)
        else:
            first[text] = number


def _alike(file: LintTarget) -> Iterator[tuple[int, tuple[ast.stmt, ...]]]:
    """Yield the cells that are worth a closer look: long enough, and another one has statements of the same kinds."""
    sources = {cell.number: cell.source for cell in file.python}
    shapes: dict[tuple[object, ...], list[tuple[int, tuple[ast.stmt, ...]]]] = {}
    for number, body in file.index.cells:
        if len(body) >= _STATEMENTS or (body and len(sources[number].strip()) >= _CHARACTERS):
            shape = tuple(_shape(statement) for statement in body)
            shapes.setdefault(shape, []).append((number, body))
    for same in shapes.values():
        if len(same) > 1:
            yield from same


def _shape(node: ast.stmt) -> tuple[object, ...]:
    """Return what is quickly seen of a statement."""
    value = getattr(node, "value", None)
    targets = getattr(node, "targets", None)
    given = (
        (len(value.args), len(value.keywords), *map(_word, value.args)) if isinstance(value, ast.Call) else ()
    )
    called = _word(value.func) if isinstance(value, ast.Call) else ""
    target = _word(targets[0]) if targets else ""
    return type(node), type(value), called, target, len(getattr(node, "body", ())), given


def _word(node: ast.expr) -> object:
    return getattr(node, "id", None) or getattr(node, "attr", None) or type(node)


RULE = Rule(
    code="MLS107",
    name="duplicated-cell",
    what="A cell holds the same code as one above.",
    why=(
        "Whoever changes one of them forgets the other. If the code is meant to run twice, put it into a "
        "function, give it what differs as arguments, and call it; else delete one. Comments and layout do "
        "not count."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="Källén et al., Jupyter Notebooks on GitHub: Characteristics and Code Clones, 2021",
    flagged=(
        Example(
            "# %%\na = 1\nb = a + 1\nprint(b)\n# %%\nb = 3\n# %%\na = 1  # flagged\nb = a+1\nprint(b)",
            says="cell 1",
        ),
        Example(
            "# %%\nscores = [evaluate(model, part, metric='accuracy', folds=5) for part in parts if part.size]\n"
            "# %%\nscores = [evaluate(model, part, metric='accuracy', folds=5) for part in parts if part.size]  # flagged"
        ),
    ),
    kept=(
        Example("# %%\ndf.head()\n# %%\ndf.head()"),
        Example("# %%\na = 1\nb = a + 1\nprint(b)\n# %%\na = 1\nb = a + 2\nprint(b)"),
        Example("# %%\nplt.show()\nprint(1)\n# %%\nplt.show()\nprint(1)"),
    ),
)
