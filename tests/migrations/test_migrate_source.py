from __future__ import annotations

import pytest

from mlscaffold.migrations.migrate_source import migrate
from tests.migrations.rows import KNOWN

CHANGED = {
    "a call inside a call": ("f(df.append(df2).append(df2))", "f(pd.concat([pd.concat([df, df2]), df2]))"),
    "an axis in parentheses": ('df.drop("a", (1))', 'df.drop("a", axis=(1))'),
    "an argument in parentheses": ("pd.concat(([df, df2]), 1)", "pd.concat(([df, df2]), axis=1)"),
    "letters beyond ASCII before it": ('x = ("é", df.append(df2))', 'x = ("é", pd.concat([df, df2]))'),
    "a comment in kept code": (
        "df.append(\n    pd.DataFrame(  # all\n        x\n    )\n)",
        "pd.concat([df, pd.DataFrame(  # all\n        x\n    )])",
    ),
    "a keyword after a comment": (
        "np.histogram(\n    x,  # values\n    normed=True  # shares\n)",
        "np.histogram(\n    x,  # values\n    density=True  # shares\n)",
    ),
    "the last keyword is removed, the comment stays": (
        'df.to_excel("a",  # to\n    encoding="utf8")',
        'df.to_excel("a",  # to\n    )',
    ),
    "an argument is added on a line of its own": (
        'sns.distplot(\n    df["a"],  # ages\n    bins=3,\n)',
        'sns.histplot(\n    df["a"],  # ages\n    bins=3,\n    kde=True, stat="density",\n)',
    ),
    "statements on one line": (
        "import pandas_profiling; x = 1",
        "import ydata_profiling; x = 1",
    ),
    "two statements from one, on one line": (
        "x = 1; from scipy.misc import comb, who",
        "x = 1; from scipy.misc import who; from scipy.special import comb",
    ),
    "a package does not import its modules": (
        "import sklearn\nsklearn.cross_validation.KFold",
        "import sklearn\nsklearn.model_selection.KFold",
    ),
    "a sum becomes a factor": ("x = s.mad() ** 2", "x = (s - s.mean()).abs().mean() ** 2"),
    "not becomes a part": (
        'x = df["g"].dtype != object and y',
        'x = (not pd.api.types.is_string_dtype(df["g"])) and y',
    ),
    "an import whose uses change as well": (
        "from sklearn.preprocessing import Imputer\nf(g(Imputer(axis=0)))",
        "from sklearn.impute import SimpleImputer\nf(g(SimpleImputer()))",
    ),
    "a generator in a call that gets a keyword": (
        "sns.distplot(x for x in y)",
        'sns.histplot((x for x in y), kde=True, stat="density")',
    ),
    "a call of a name in parentheses": ("(df.append)(df2)", "pd.concat([df, df2])"),
}
KEPT = {
    "an existing keyword": "np.histogram(x, normed=True, density=False)",
    "unknown positions": "df.drop('a', *more)",
    "current code": "x = df.dropna()",
    "a receiver that would be computed twice": "x = df.dropna().mad()",
}


@pytest.mark.parametrize(("source", "new"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, new: str) -> None:
    result = migrate(source, KNOWN, safe=True, unsafe=True)
    assert result.source == new
    assert migrate(result.source, KNOWN, safe=True, unsafe=True).source == new


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert migrate(source, KNOWN, safe=True, unsafe=True).source == source


def test_only_requested_fixes_are_applied() -> None:
    source = 'df["a"][df.b > 1] = df.append(df2)'
    assert (
        migrate(source, KNOWN, safe=True, unsafe=False).source == 'df["a"][df.b > 1] = pd.concat([df, df2])'
    )
    assert migrate(source, KNOWN, safe=False, unsafe=True).source == 'df.loc[df.b > 1, "a"] = df.append(df2)'


def test_rewritten_code_is_not_rewritten_again_for_data() -> None:
    source = "num.mad() + num.mean()"
    result = migrate(source, KNOWN, safe=True, unsafe=True, uncertain=True)
    assert result.source == "(num - num.mean()).abs().mean() + num.mean(numeric_only=True)"


def test_invalid_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        migrate("print 'a'", KNOWN, safe=True, unsafe=True)
