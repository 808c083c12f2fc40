"""A file is read without declaring its columns and types.

pandas infers them from the content: a code such as `007` becomes the number 7, one empty field turns
integers into floats, and a renamed column is noticed much later. Declare what you need: `pd.read_csv(path,
usecols=[…], dtype={'id': str}, parse_dates=['day'])`, or validate the frame against a schema, for instance
with pandera.
"""

from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

READERS = frozenset("pandas.read_csv pandas.read_table pandas.read_fwf pandas.read_excel".split())
SCHEMA = ("dtype", "usecols", "converters", "names", "parse_dates", "engine_kwargs", "schema")
CHECKERS = frozenset({"pandera", "great_expectations", "dataframely", "patito", "pydantic"})


def _check(file: LintTarget) -> Violations:
    if not CHECKERS.isdisjoint(file.index.roots):
        return
    for call in file.index.calls("read_csv", "read_table", "read_fwf", "read_excel"):
        has_schema = call.open or any(call.argument(name) is not None for name in SCHEMA)
        if call.name in READERS and not has_schema:
            message = (
                f"`{call.last}` infers columns and types from the file: "
                "declare them with usecols=, dtype= and parse_dates="
            )
            yield violation(call, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS305",
    name="read-without-schema",
    level="production",
    check=_check,
    source="Zhang et al., Code Smells for Machine Learning Applications, CAIN 2022 (columns and data types not set)",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('d.csv')  # flagged: dtype=",
        "from pandas import read_excel\ndf = read_excel('d.xlsx', sheet_name=1)  # flagged",
        "import pandas as pd\ndf = pd.read_csv('d.csv', sep=';', index_col=0)  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('d.csv', dtype={'id': str})",
        "import pandas as pd\ndf = pd.read_csv('d.csv', usecols=['a'], parse_dates=['b'])",
        "import pandas as pd\ndf = pd.read_csv('d.csv', names=['a', 'b'])",
        "import pandas as pd\ndf = pd.read_csv('d.csv', **options)",
        "import pandas as pd\nimport pandera as pa\ndf = schema.validate(pd.read_csv('d.csv'))",
        "import pandas as pd\ndf = pd.read_parquet('d.parquet')",
    ),
)
