"""Outputs that make a notebook heavy."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.notebook.output_texts import size
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

_CELL, _NOTEBOOK, _MEGA = 1_000_000, 5_000_000, 1_000_000
_ADVICE = "write it to a file, show less, or clear the outputs before you commit (nbstripout does)"


def _check(file: LintTarget) -> Iterator[Violation]:
    sizes = [(size(cell.outputs), cell.number) for cell in file.code if cell.outputs]
    large = [(much, number) for much, number in sizes if much > _CELL]
    for much, number in large:
        yield Violation(number, 1, 1, f"the output of this cell takes {much / _MEGA:.1f} MB: {_ADVICE}")
    total = sum(much for much, _ in sizes)
    if total > _NOTEBOOK and not large:
        message = f"all outputs together take {total / _MEGA:.1f} MB, those of this cell the most: {_ADVICE}"
        yield Violation(max(sizes)[1], 1, 1, message)


def _picture(length: int) -> tuple[dict[str, object], ...]:
    return ({"output_type": "display_data", "data": {"image/png": "A" * length}},)


RULE = Rule(
    code="MLS111",
    name="bulky-output",
    what="An output takes more than 1 MB, or all of them more than 5 MB.",
    why=(
        "Version control keeps each version of it for ever, differences cannot be read, and pages that show "
        "the notebook give up. Write figures and tables to files, show a part (`head`), or clear outputs "
        "before you commit."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://docs.github.com/en/repositories/working-with-files/managing-large-files",
    flagged=(
        Example("# %%\nplot()  # flagged", outputs=((1, _picture(1_200_000)),), says="1.2 MB"),
        Example(
            "# %%\nplot()\n# %%\nplot()  # flagged\n" + "# %%\nplot()\n" * 5,
            outputs=(
                (1, _picture(900_000)),
                (2, _picture(950_000)),
                *((n, _picture(900_000)) for n in range(3, 8)),
            ),
            says="all outputs",
        ),
    ),
    kept=(
        Example("# %%\nplot()", outputs=((1, _picture(900_000)),)),
        Example("# %%\nplot()\n# %%\nplot()", outputs=((1, _picture(900_000)), (2, _picture(900_000)))),
    ),
)
