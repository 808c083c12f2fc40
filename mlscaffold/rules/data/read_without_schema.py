"""Files that are read with types that pandas guesses."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

READERS = frozenset("pandas.read_csv pandas.read_table pandas.read_fwf pandas.read_excel".split())
SAYS = ("dtype", "usecols", "converters", "names", "parse_dates", "engine_kwargs", "schema")
CHECKERS = frozenset({"pandera", "great_expectations", "dataframely", "patito", "pydantic"})


def _check(file: LintTarget) -> Iterator[Violation]:
    if not CHECKERS.isdisjoint(file.index.roots):
        return
    for call in file.index.calls("read_csv", "read_table", "read_fwf", "read_excel"):
        if _is_bare(call):
            message = (
                f"`{call.last}` guesses columns and types from what is in the file that day: "
                "say them with usecols=, dtype= and parse_dates="
            )
            yield violation(call, message)


def _is_bare(call: Call) -> bool:
    return call.name in READERS and not call.open and all(call.argument(name) is None for name in SAYS)


RULE = Rule(
    code="MLS305",
    name="read-without-schema",
    what="A file is read without saying which columns and types it has.",
    why=(
        "pandas guesses from the content: a code such as `007` becomes the number 7, one empty field turns whole "
        "numbers into floats, a renamed column is found out pages later. Say what you need: "
        "`pd.read_csv(path, usecols=[…], dtype={'id': str}, parse_dates=['day'])`, or check the frame against a "
        "schema, with pandera for instance."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="Zhang et al., Code Smells for Machine Learning Applications, CAIN 2022 (columns and data types not set)",
    flagged=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')  # flagged", says="dtype="),
        Example("# %%\nfrom pandas import read_excel\ndf = read_excel('d.xlsx', sheet_name=1)  # flagged"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', sep=';', index_col=0)  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', dtype={'id': str})"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', usecols=['a'], parse_dates=['b'])"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', names=['a', 'b'])"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', **options)"),
        Example(
            "# %%\nimport pandas as pd\nimport pandera as pa\ndf = schema.validate(pd.read_csv('d.csv'))"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_parquet('d.parquet')"),
    ),
)
