"""Cells that were run in another order than they stand."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    before = 0
    for cell in file.code:
        count = cell.execution_count
        if count is None:
            continue
        if count < before:
            message = (
                f"this cell ran as number {count}, before the one above it ({before}): "
                "restart the kernel and run all cells, so that what is shown is what the code gives"
            )
            yield Violation(cell.number, 1, 1, message)
            return
        before = count


RULE = Rule(
    code="MLS101",
    name="out-of-order-counts",
    what="Cells were run in another order than they stand.",
    why=(
        "The outputs then come from a history that nobody can repeat: whoever runs the notebook from top to "
        "bottom may get other values, or an error. Restart the kernel and run all cells before you hand it on."
    ),
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example("# %%\nx = 1\n# %%\ny = 2  # flagged", counts=(2, 1)),
        Example("# %%\nx = 1\n# %%\ny = 2\n# %%\nprint(x)  # flagged\n# %%\nz = 3", counts=(3, 7, 5, 4)),
    ),
    kept=(
        Example("# %%\nx = 1\n# %%\ny = 2", counts=(1, 2)),
        Example("# %%\nx = 1\n# %%\ny = 2\n# %%\nz = 3", counts=(4, None, 9)),
        Example("# %%\nx = 1\n# %%\ny = 2", counts=(None, None)),
    ),
)
