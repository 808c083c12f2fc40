"""An output is larger than 1 MB, or all outputs together are larger than 5 MB.

Version control keeps every version of it forever, diffs become unreadable, and sites that render notebooks
give up. Write figures and tables to files, show only a part (`head`), or clear the outputs before you
commit.
"""

from mlscaffold.rules.notebook.secret_output import size
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation

_MEGABYTE = 1_000_000  # bytes, as the messages count them
_CELL = _MEGABYTE
"""Chosen by judgement, so that ordinary figures (a PNG of some 100 kB) pass and embedded data do not."""

_NOTEBOOK = 5 * _MEGABYTE
"""Chosen by judgement, so that a notebook of many ordinary figures passes."""

_ADVICE = "write it to a file, show less, or clear outputs before you commit (nbstripout does)"


def _check(file: LintTarget) -> Violations:
    sizes = [(size(cell.outputs), cell.number) for cell in file.code if cell.outputs]
    large = [(length, number) for length, number in sizes if length > _CELL]
    for length, number in large:
        yield Violation(number, 1, 1, f"the output of this cell is {length / _MEGABYTE:.1f} MB: {_ADVICE}")
    total = sum(length for length, _ in sizes)
    if total > _NOTEBOOK and not large:
        message = f"all outputs together are {total / _MEGABYTE:.1f} MB, most of it from this cell: {_ADVICE}"
        yield Violation(max(sizes)[1], 1, 1, message)


def _picture(length: int) -> tuple[dict[str, object], ...]:
    return ({"output_type": "display_data", "data": {"image/png": "A" * length}},)


RULE = Rule(
    **explanation(__doc__),
    code="MLS111",
    name="bulky-output",
    level="production",
    check=_check,
    notebooks_only=True,
    source="https://docs.github.com/en/repositories/working-with-files/managing-large-files",
    flagged=cases(
        Example("plot()  # flagged: 1.2 MB", outputs=((1, _picture(1_200_000)),)),
        Example(
            "plot()\n# %%\nplot()  # flagged\n" + "# %%\nplot()\n" * 5,
            outputs=(
                (1, _picture(900_000)),
                (2, _picture(950_000)),
                *((n, _picture(900_000)) for n in range(3, 8)),
            ),
            says="all outputs",
        ),
    ),
    kept=cases(
        Example("plot()", outputs=((1, _picture(900_000)),)),
        Example("plot()\n# %%\nplot()", outputs=((1, _picture(900_000)), (2, _picture(900_000)))),
    ),
)
