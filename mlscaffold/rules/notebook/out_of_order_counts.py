"""Cells were run out of order.

The stored outputs come from a sequence of runs that nobody can repeat: running the notebook from top to
bottom may give other values, or an error. Restart the kernel and run all cells before you share the
notebook.
"""

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation


def _check(file: LintTarget) -> Violations:
    before = 0
    for cell in file.code:
        count = cell.execution_count
        if count is None:
            continue
        if count < before:
            message = (
                f"this cell ran as number {count}, before the cell above it ({before}): "
                "restart the kernel and run all cells, so that outputs and code agree"
            )
            yield Violation(cell.number, 1, 1, message)
            return
        before = count


RULE = Rule(
    **explanation(__doc__),
    code="MLS101",
    name="out-of-order-counts",
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        Example("x = 1\n# %%\ny = 2  # flagged", counts=(2, 1)),
        Example("x = 1\n# %%\ny = 2\n# %%\nprint(x)  # flagged\n# %%\nz = 3", counts=(3, 7, 5, 4)),
    ),
    kept=cases(
        Example("x = 1\n# %%\ny = 2", counts=(1, 2)),
        Example("x = 1\n# %%\ny = 2\n# %%\nz = 3", counts=(4, None, 9)),
        Example("x = 1\n# %%\ny = 2", counts=(None, None)),
    ),
)
