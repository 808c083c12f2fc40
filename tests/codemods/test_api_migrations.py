"""Removed APIs with an equal replacement are rewritten."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, rewrite

NAME = "api-migrations"
KNOWN: dict[str, Any] = {
    "types": (
        ("df", "pandas.DataFrame"),
        ("other", "pandas.DataFrame"),
        ("s", "pandas.Series"),
        ("rows", "list"),
    ),
    "imports": (
        ("pd", "pandas"),
        ("np", "numpy"),
        ("p", "pandas"),
        ("plt", "matplotlib.pyplot"),
        ("sns", "seaborn"),
        ("metrics", "sklearn.metrics"),
        ("Imputer", "sklearn.preprocessing.Imputer"),
        ("OneHotEncoder", "sklearn.preprocessing.OneHotEncoder"),
        ("SVC", "sklearn.svm.SVC"),
    ),
}
CHANGED: dict[str, tuple[str, str]] = {
    "a frame that is appended, with comments": (
        "# all\ndf = df.append(other)  # more\n",
        "# all\ndf = pd.concat([df, other])  # more\n",
    ),
    "a dictionary that is appended": (
        'df = df.append({"a": 1}, ignore_index=True)\n',
        'df = pd.concat([df, pd.DataFrame([{"a": 1}])], ignore_index=True)\n',
    ),
    "in a chain": (
        "x = df[df.a > 1].append(other).append(other).dropna()\n",
        "x = pd.concat([pd.concat([df[df.a > 1], other]), other]).dropna()\n",
    ),
    "an axis by position": ('df = df.drop("a", 1)\n', 'df = df.drop("a", axis=1)\n'),
    "an axis by position, with other keywords": (
        "df.drop(columns, 1, inplace=True)\n",
        "df.drop(columns, axis=1, inplace=True)\n",
    ),
    "a keyword of several lines, with comments": (
        'x = pd.read_csv(\n    "a.csv",  # the file\n    error_bad_lines=False,  # skip\n    sep=";",\n)\n',
        'x = pd.read_csv(\n    "a.csv",  # the file\n    on_bad_lines="skip",  # skip\n    sep=";",\n)\n',
    ),
    "a removed keyword on its own line": (
        'x = pd.to_datetime(\n    s,\n    infer_datetime_format=True,\n    errors="coerce",\n)\n',
        'x = pd.to_datetime(\n    s,\n    errors="coerce",\n)\n',
    ),
    "the last keyword is removed": (
        "x = pd.to_datetime(s, infer_datetime_format=True)\n",
        "x = pd.to_datetime(s)\n",
    ),
    "the only keyword is removed": ("x = df.to_excel(encoding='utf8')\n", "x = df.to_excel()\n"),
    "a method of an attribute of an object": (
        "for k, v in self.df.iteritems():\n    pass\n",
        "for k, v in self.df.items():\n    pass\n",
    ),
    "a library under another name": ("x = p.concat([a, b], 1)\n", "x = p.concat([a, b], axis=1)\n"),
    "a sum in parentheses": (
        "x = 2 * s.mad()\n",
        "x = 2 * (s - s.mean()).abs().mean()\n",
    ),
    "a receiver that is an operation": (
        "x = (df + other).applymap(str)\n",
        "x = (df + other).map(str)\n",
    ),
    "a module that moved": (
        "from sklearn.cross_validation import train_test_split, KFold as K\n",
        "from sklearn.model_selection import train_test_split, KFold as K\n",
    ),
    "some of several names moved": (
        "from scipy.misc import comb, central_diff_weights\n",
        "from scipy.misc import central_diff_weights\nfrom scipy.special import comb\n",
    ),
    "a moved name inside a function": (
        "def f():\n    from sklearn.externals import joblib\n    return joblib\n",
        "def f():\n    import joblib\n    return joblib\n",
    ),
    "a name that is a method now": (
        "metrics.plot_roc_curve(model, X, y)\n",
        "metrics.RocCurveDisplay.from_estimator(model, X, y)\n",
    ),
    "a class with another name and other arguments": (
        'imputer = Imputer(missing_values="NaN", strategy="mean", axis=0)\n',
        'imputer = SimpleImputer(missing_values=np.nan, strategy="mean")\n',
    ),
    "arguments by keyword": ('model = SVC(1.0, "linear")\n', 'model = SVC(C=1.0, kernel="linear")\n'),
    "the head of a statement": (
        "for name, column in df.iteritems():  # all\n    pass\n",
        "for name, column in df.items():  # all\n    pass\n",
    ),
    "a style": ("plt.style.use('seaborn-white')\n", "plt.style.use('seaborn-v0_8-white')\n"),
    "data of a plot by position": (
        'sns.countplot("a", data=df, palette="Set1")\n',
        'sns.countplot(x="a", data=df, palette="Set1")\n',
    ),
    "a statement becomes an assignment": ('df.set_value(0, "a", 9)\n', 'df.at[0, "a"] = 9\n'),
    "a frequency": ('x = s.resample("2H").mean()\n', 'x = s.resample("2h").mean()\n'),
}
KEPT: dict[str, str] = {
    "a list": "rows.append(other)\n",
    "a list of an unknown name": "found.append(other)\n",
    "a list instead of a frame": "def f(df):\n    df.append(other)\n",
    "a parameter of a lambda": "x = map(lambda df: df.append(other), found)\n",
    "a name of a comprehension": "x = [df.append(other) for df in found]\n",
    "a name that is bound again": "def f():\n    df = []\n    df.append(other)\n",
    "the new API": "df = pd.concat([df, other])\n",
    "a library's name that is something else": "def f(pd):\n    return pd.concat([a, b], 1)\n",
    "a text": 'x = "df.append(other)"\n',
    "a drop of something else": "stack.drop(x, y)\n",
    "an axis by keyword": 'df = df.drop("a", axis=1)\n',
    "an encoder without the keyword": "x = OneHotEncoder()\n",
    "keywords from a dictionary": "x = OneHotEncoder(**options)\n",
    "a keyword of another function": "x = encode(sparse=True)\n",
    "a comparison of two frames": "x = df.equals(other)\n",
    "a current frequency": 'x = s.resample("ME").mean()\n',
    "a weekday in a frequency": 'x = s.resample("W-SUN").mean()\n',
    "a current style": 'plt.style.use("ggplot")\n',
    "a current import": "from sklearn.model_selection import train_test_split\n",
    "a module of the same name": "from mine.cross_validation import folds\n",
    "a relative import": "from .cross_validation import folds\n",
    "no replacement": "from sklearn.datasets import load_boston\n",
    "a change of results": 'df["a"][df.a > 1] = 0\n',
    "starred arguments": "x = SVC(*options)\n",
    "data of a plot by keyword": 'sns.countplot(x="a", data=df)\n',
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


@pytest.mark.parametrize(
    ("source", "imports"),
    [
        pytest.param(
            'x = Imputer(strategy="mean")\n', ("from sklearn.impute import SimpleImputer",), id="a class"
        ),
        pytest.param("x = pd.read_json('[1]')\n", ("import io",), id="a module"),
        pytest.param("df = df.append(other)\n", (), id="an existing import"),
    ],
)
def test_the_new_code_gets_its_imports(source: str, imports: tuple[str, ...]) -> None:
    assert rewrite(NAME, source, **KNOWN).imports == imports


def test_a_name_in_use_is_not_bound_by_an_import() -> None:
    known = {**KNOWN, "types": (*KNOWN["types"], ("io", "str"))}
    assert apply(NAME, "x = pd.read_json('[1]')\n", **known) == "x = pd.read_json('[1]')\n"


def test_the_report_names_the_version_and_where_it_is_documented() -> None:
    (change,) = rewrite(NAME, "df = df.append(other)\n", **KNOWN).changes
    assert (change.what, change.now) == ("df.append(other)", "pd.concat([df, other])")
    assert "pandas 2.0.0" in change.why
    assert "whatsnew" in change.why
