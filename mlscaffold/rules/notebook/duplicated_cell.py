"""A cell repeats the code of an earlier cell.

Copies drift apart as soon as only one of them is changed. If the code is meant to run twice, put it into a
function with parameters for what differs and call it; otherwise delete one copy. Comments and formatting
are ignored.
"""

import ast
from collections.abc import Iterator

from mlscaffold.rules.rule import LintTarget, Rule, Violations, at, cases, explanation

_STATEMENTS, _CHARACTERS = 3, 80
"""A shorter cell is no duplicate: chosen by judgement, so that `df.head()` and `plt.show()` may be repeated."""


def _check(file: LintTarget) -> Violations:
    first: dict[str, int] = {}
    for number, body in _similar(file):
        text = "\n".join(ast.dump(statement) for statement in body)
        if text in first:
            advice = "move the code into a function, or delete one of them"
            yield at(number, body[0], f"this cell repeats cell {first[text]}: {advice}")
        else:
            first[text] = number


def _similar(file: LintTarget) -> Iterator[tuple[int, tuple[ast.stmt, ...]]]:
    """Yield the long enough cells for which another cell has statements of the same shapes: comparing shapes is quick."""
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
    """Return what can be read quickly from a statement."""
    value, targets = getattr(node, "value", None), getattr(node, "targets", None)
    call: tuple[object, ...] = ()
    if isinstance(value, ast.Call):
        call = (_word(value.func), len(value.args), len(value.keywords), *map(_word, value.args))
    target = _word(targets[0]) if targets else ""
    return type(node), type(value), target, len(getattr(node, "body", ())), call


def _word(node: ast.expr) -> object:
    return getattr(node, "id", None) or getattr(node, "attr", None) or type(node)


RULE = Rule(
    **explanation(__doc__),
    code="MLS107",
    name="duplicated-cell",
    level="candidate",
    check=_check,
    notebooks_only=True,
    source="Källén et al., Jupyter Notebooks on GitHub: Characteristics and Code Clones, 2021",
    flagged=cases(
        "a = 1\nb = a + 1\nprint(b)\n# %%\nb = 3\n# %%\na = 1  # flagged: cell 1\nb = a+1\nprint(b)",
        (
            "scores = [evaluate(model, part, metric='accuracy', folds=5) for part in parts if part.size]\n"
            "# %%\nscores = [evaluate(model, part, metric='accuracy', folds=5) for part in parts if part.size]  # flagged"
        ),
    ),
    kept=cases(
        "df.head()\n# %%\ndf.head()",
        "a = 1\nb = a + 1\nprint(b)\n# %%\na = 1\nb = a + 2\nprint(b)",
        "plt.show()\nprint(1)\n# %%\nplt.show()\nprint(1)",
    ),
)
