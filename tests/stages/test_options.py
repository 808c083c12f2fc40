from __future__ import annotations

import pytest

from mlscaffold.stages.options import is_opening_option, is_plain_assignment, sets_options
from tests.stages.notebooks import traced

HEAD = (
    "import decimal, locale, logging, os, random, sys, warnings\nimport numpy as np\nimport pandas as pd\n"
    "import matplotlib.pyplot as plt\nimport seaborn as sns\nimport torch\nimport lib\n"
    "df = pd.DataFrame()\ncontext = decimal.getcontext()\n"
    "def style():\n    pd.set_option('display.precision', 2)\ndef add(x):\n    return x + 1\n"
)
SET: dict[str, str] = {
    "an option of pandas": "pd.set_option('display.precision', 2)",
    "an option of pandas as an attribute": "pd.options.display.precision = 2",
    "an option of numpy": "np.set_printoptions(precision=3)",
    "an option of matplotlib": "plt.rcParams['figure.figsize'] = (4, 3)",
    "options of matplotlib": "plt.rcParams.update({'font.size': 3})",
    "a theme": "sns.set_theme()",
    "a type of numbers": "torch.set_default_dtype(torch.float64)",
    "a filter of warnings": "warnings.filterwarnings('ignore')",
    "a locale": "locale.setlocale(locale.LC_ALL, 'C')",
    "the precision of decimals": "decimal.getcontext().prec = 4",
    "the precision of decimals by a name": "context.prec = 4",
    "an environment variable": "os.environ['A'] = 'b'",
    "an environment variable that is removed": "del os.environ['A']",
    "the folder": "os.chdir('x')",
    "by setattr": "setattr(pd.options.display, 'precision', 2)",
    "in a function of the notebook": "style()",
    "in a loop": "for name in ['a', 'b']:\n    pd.set_option(name, 2)",
    "for a while": "with pd.option_context('display.precision', 2):\n    print(df)",
    "a level of the log": "logging.getLogger().setLevel(10)",
    "a function that nobody knows": "lib.configure(digits=3)",
    "a method of a library that is replaced": "pd.DataFrame.__repr__ = lambda self: 'x'",
}
NOT_SET: dict[str, str] = {
    "an assignment": "x = 1",
    "a print": "print(df)",
    "a display": "df.head()",
    "a change of a table": "df['a'] = 1",
    "a plot": "plt.plot([1])",
    "a name that is deleted": "del df",
    "a function of the notebook": "y = add(1)",
    "a value from an unknown function": "y = lib.compute(df)",
    "what an unknown function shows of a table": "lib.describe(df)",
    "a question": "pd.get_option('display.precision')",
    "an attribute of an object": "df.name = 'a'",
    "an attribute by setattr": "setattr(df, 'name', 'a')",
}
OPENING: dict[str, str] = {
    "an option": "pd.set_option('display.precision', 2)",
    "a seed": "np.random.seed(1)",
    "both in one loop of a function": "style()",
    "an attribute": "pd.options.display.precision = 2",
}
NOT_OPENING: dict[str, str] = {
    "an option from a variable": "pd.set_option('display.max_rows', len(df))",
    "an option that is read": "width = pd.get_option('display.width')",
    "a print with it": "print(np.set_printoptions(precision=2))",
    "a generator": "rng = np.random.default_rng(1)",
    "anything else": "x = 1",
}


@pytest.mark.parametrize("source", SET.values(), ids=SET)
def test_statements_that_set_options(source: str) -> None:
    assert sets_options(traced(HEAD, source).statements[-1])


@pytest.mark.parametrize("source", NOT_SET.values(), ids=NOT_SET)
def test_statements_that_set_none(source: str) -> None:
    assert not sets_options(traced(HEAD, source).statements[-1])


@pytest.mark.parametrize("source", OPENING.values(), ids=OPENING)
def test_options_that_may_come_first(source: str) -> None:
    assert is_opening_option(traced(HEAD, source).statements[-1])


@pytest.mark.parametrize("source", NOT_OPENING.values(), ids=NOT_OPENING)
def test_options_that_depend_on_what_is_before(source: str) -> None:
    assert not is_opening_option(traced(HEAD, source).statements[-1])


@pytest.mark.parametrize(
    "source", ["a = 1", "a = [1, 'b', (2, None)]", "a: int = 60 * 60", "a = b = -1", "a = {'b': {1}}"]
)
def test_plain_assignments(source: str) -> None:
    assert is_plain_assignment(traced(source).statements[-1])


@pytest.mark.parametrize(
    "source",
    ["a = f()", "a = decimal.Decimal(1) / 3", "a = f'{1 / 3}'", "a[0] = 1", "a = b", "a.b = 1", "print(1)"],
)
def test_assignments_that_an_option_may_change(source: str) -> None:
    assert not is_plain_assignment(traced(source).statements[-1])
