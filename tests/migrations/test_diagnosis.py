from __future__ import annotations

import pytest

from mlscaffold.migrations.diagnosis import SHORT_NAMES, UNSURE, cause, forecast_errors
from mlscaffold.migrations.library_changes import ANYTHING, LibraryChange, changes

LINEAR = {**SHORT_NAMES, "Ridge": "sklearn.linear_model.Ridge", "RidgeCV": "sklearn.linear_model.RidgeCV"}
SKLEARN = {**SHORT_NAMES, "KMeans": "sklearn.cluster.KMeans", "model": "sklearn.model"}
CONCAT = "TypeError: concat() takes 1 positional argument but 2 were given"
TEXT_MEAN = "TypeError: Cannot perform reduction 'mean' with string dtype"
TEXT_FLOAT = "ValueError: could not convert string to float: 'Braund'"
RAGGED = (
    "ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape "
    "after 1 dimensions. The detected shape was (2,) + inhomogeneous part."
)
LOSS = "The 'loss' parameter of SGDClassifier must be a str among {'hinge', 'log_loss'}."


def explained(
    error: str, source: str, imports: dict[str, str] | None = None, **where: object
) -> tuple[str, ...]:
    found = cause(error, source, SHORT_NAMES if imports is None else imports, **where)  # type: ignore[arg-type]
    return () if found is None else (found.library, found.version, found.old, found.new)


def listed() -> list[LibraryChange]:
    return [c for c in changes() if c.error and not c.silent and not c.error.startswith(UNSURE)]


@pytest.mark.parametrize("change", listed(), ids=lambda change: f"{change.library}: {change.old}")
def test_a_change_of_the_table_is_found_from_its_own_code_and_error(change: LibraryChange) -> None:
    imports = {**SHORT_NAMES, "library": change.root}
    found = cause(change.error.replace(ANYTHING, " and so on"), change.old, imports)
    assert found is not None
    assert (found.library, found.version, found.source) == (change.library, change.version, change.source)
    assert found.old in change.old
    assert set(found.new.splitlines()) <= set(change.remedy.splitlines())


@pytest.mark.parametrize(
    ("error", "source", "imports", "expected"),
    [
        pytest.param(
            "AttributeError: `np.float_` was removed in the NumPy 2.0 release. Use `np.float64` instead.",
            "b = np.float_(0.)",
            SHORT_NAMES,
            ("numpy", "2.0.0", "np.float_(1)", "np.float64(1)"),
            id="the new name is in the message and in the table",
        ),
        pytest.param(
            "AttributeError: `np.nothing_` was removed in the NumPy 2.9 release. Use `np.some` instead.",
            "np.nothing_",
            SHORT_NAMES,
            ("numpy", "2.9", "np.nothing_", "np.some"),
            id="the new name is only in the message",
        ),
        pytest.param(
            "AttributeError: module 'numpy' has no attribute 'bool'.\n`np.bool` was a deprecated alias for the "
            "builtin `bool`. To avoid this error in existing code, use `bool` by itself.",
            "x.astype(np.bool)",
            SHORT_NAMES,
            ("numpy", "1.24.0", "np.bool", "bool"),
            id="an alias of numpy",
        ),
        pytest.param(
            "ImportError: \n`load_boston` has been removed from scikit-learn since version 1.2.\n\nThe Boston",
            "from helpers import load",
            {},
            ("scikit-learn", "1.2", "load_boston", ""),
            id="the name is in the message but not in the cell",
        ),
        pytest.param(
            "ImportError: cannot import name 'joblib' from 'sklearn.externals' (/lib/sklearn/__init__.py)",
            "from sklearn.externals import joblib",
            {},
            ("scikit-learn", "0.23", "from sklearn.externals import joblib", "import joblib"),
            id="the path in a message does not matter",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'sklearn.cross_validation'",
            "from sklearn.cross_validation import KFold",
            {},
            ("scikit-learn", "0.20", "sklearn.cross_validation", "sklearn.model_selection"),
            id="of a moved module another name is imported than in the table",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'tensorflow.contrib'",
            "import tensorflow.contrib.slim as slim",
            {},
            ("tensorflow", "2.0", "tf.contrib", ""),
            id="a submodule of a removed module",
        ),
        pytest.param(
            "TypeError: _BaseRidgeCV.__init__() got an unexpected keyword argument 'normalize'",
            "model = RidgeCV(alphas=[1], normalize=True)",
            LINEAR,
            ("scikit-learn", "1.2", "RidgeCV(normalize=True).fit(X, yr)"),
            id="a keyword that a hidden base class does not take",
        ),
        pytest.param(
            "TypeError: __init__() got an unexpected keyword argument 'normalize'",
            "model = Ridge(normalize=True)",
            LINEAR,
            ("scikit-learn", "1.2", "Ridge(normalize=True).fit(X, yr)"),
            id="a keyword, in the message of older Pythons",
        ),
        pytest.param(
            "TypeError: Ridge.__init__() got an unexpected keyword argument 'normalize'",
            "model = Ridge(**settings)",
            LINEAR,
            ("scikit-learn", "1.2", "Ridge(normalize=True).fit(X, yr)"),
            id="a keyword that comes out of a dictionary",
        ),
        pytest.param(
            "ValueError: Invalid parameter 'normalize' for estimator Ridge(alpha=2). Valid parameters are: []",
            "search = GridSearchCV(Ridge(), {'normalize': [True]}).fit(X, y)",
            LINEAR,
            ("scikit-learn", "1.2", "Ridge(normalize=True).fit(X, yr)"),
            id="a parameter in the grid of a search",
        ),
        pytest.param(
            f"sklearn.utils.InvalidParameterError: {LOSS} Got 'log' instead.",
            "model.fit(X, y)",
            {},
            ("scikit-learn", "1.3", 'SGDClassifier(loss="log").fit(X, y)'),
            id="a value that a parameter no longer takes",
        ),
        pytest.param(
            "ValueError: \nAll the 5 fits failed.\nBelow are more details:\nTraceback (most recent call last):\n"
            f"sklearn.utils._param_validation.InvalidParameterError: {LOSS} Got 'log' instead.\n",
            "search.fit(X, y)",
            {},
            ("scikit-learn", "1.3", 'SGDClassifier(loss="log").fit(X, y)'),
            id="a search quotes the errors of its fits",
        ),
        pytest.param(
            "TypeError: DataFrame.drop() takes from 1 to 2 positional arguments but 3 positional arguments (and 1 "
            "keyword-only argument) were given",
            "df.drop(['name'], 1, inplace=True)",
            SHORT_NAMES,
            ("pandas", "2.0.0", 'df.drop("a", 1)', 'df.drop("a", axis=1)'),
            id="an axis by position, and a keyword",
        ),
        pytest.param(
            CONCAT,
            "df = pd.concat([a, b], 1)",
            SHORT_NAMES,
            ("pandas", "2.0.0", "pd.concat([df, df2], 1)", "pd.concat([df, df2], axis=1)"),
            id="an axis by position for a function",
        ),
        pytest.param(
            "TypeError: violinplot() takes from 0 to 1 positional arguments but 2 were given",
            "sns.violinplot(df.a, df.b)",
            SHORT_NAMES,
            ("seaborn", "0.12", 'sns.violinplot("g", "a", data=df)', 'sns.violinplot(x="g", y="a", data=df)'),
            id="another plot of the same kind",
        ),
        pytest.param(
            "TypeError: DBSCAN.__init__() takes from 1 to 2 positional arguments but 3 were given",
            "DBSCAN(0.3, 10).fit(X)",
            {"DBSCAN": "sklearn.cluster.DBSCAN"},
            ("scikit-learn", "1.0", "DBSCAN(0.3, 10)", "DBSCAN(…=…): by keyword"),
            id="any estimator with several arguments by position",
        ),
        pytest.param(
            "TypeError: too many positional arguments",
            "f1_score(y, guess, [0, 1])",
            {"f1_score": "sklearn.metrics.f1_score"},
            ("scikit-learn", "1.0", "f1_score(y, guess, [0, 1])"),
            id="a metric with labels by position",
        ),
        pytest.param(
            "OSError: 'seaborn-ticks' is not a valid package style, path of style file, URL of style file, or "
            "library style name (library styles are listed in `style.available`)",
            "plt.style.use('seaborn-ticks')",
            SHORT_NAMES,
            ("matplotlib", "3.8", 'plt.style.use("seaborn-ticks")', 'plt.style.use("seaborn-v0_8-ticks")'),
            id="a style of seaborn",
        ),
        pytest.param(
            "TypeError: dtype 'str' does not support operation 'median'",
            "data.groupby('y').median()",
            SHORT_NAMES,
            ("pandas", "2.0.0", 'df.groupby("k").median()', 'df.groupby("k").median(numeric_only=True)'),
            id="text columns are no longer left out of a median",
        ),
        pytest.param(
            TEXT_FLOAT,
            "df.corr()",
            SHORT_NAMES,
            ("pandas", "2.0.0", "df.corr()", "df.corr(numeric_only=True)"),
            id="text columns are no longer left out of correlations",
        ),
        pytest.param(
            "ValueError: Invalid frequency: 15T. Failed to parse with error message: ...",
            "df.groupby(pd.Grouper(freq='15T'))",
            SHORT_NAMES,
            ("pandas", "3.0.0", '"15T"', '"15min"'),
            id="a frequency with a number",
        ),
        pytest.param(
            RAGGED,
            "a = np.array([[1], [1, 2]])",
            SHORT_NAMES,
            ("numpy", "1.24.0", "np.array([[1], [1, 2]])", "np.array([[1], [1, 2]], dtype=object)"),
            id="ragged lists no longer become an array of objects",
        ),
        pytest.param(
            'FileNotFoundError: [Errno 2] No such file or directory: \'[{"name": "Ann"}]\'',
            "pd.read_json(text)",
            SHORT_NAMES,
            ("pandas", "3.0.0", "pd.read_json('[{\"a\": 1}]')", "pd.read_json(io.StringIO('[{\"a\": 1}]'))"),
            id="JSON text is read as a path",
        ),
        pytest.param(
            "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? (cell, line 5)",
            "print 'a'",
            {},
            ("python", "3.0", "print x", "print(x)"),
            id="Python 2, which cannot even be parsed",
        ),
        pytest.param(
            "ImportError: cannot import name 'Iterable' from 'collections' (/lib/collections/__init__.py)",
            "import oldlibrary",
            {},
            ("python", "3.10", "from collections import Iterable", "from collections.abc import Iterable"),
            id="a library too old for this Python",
        ),
    ],
)
def test_the_change_behind_an_error(
    error: str, source: str, imports: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert explained(error, source, imports)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("error", "source", "imports"),
    [
        pytest.param(
            "NameError: name 'df' is not defined", "df.append(1)", SHORT_NAMES, id="an unknown name"
        ),
        pytest.param(
            "FileNotFoundError: [Errno 2] No such file or directory: 'data.json'",
            "pd.read_json('data.json')",
            SHORT_NAMES,
            id="a missing file",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'tensorflow'", "import tensorflow", {}, id="no library"
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'sklearn'", "import sklearn.lda", {}, id="no sklearn"
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'sklearn.ensembel'",
            "import sklearn.ensembel",
            {},
            id="a module's name misspelt",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'sklearn.cross_validation'; 'sklearn' is not a package",
            "from sklearn.cross_validation import KFold",
            {},
            id="a file of the notebook's folder hides the library",
        ),
        pytest.param(
            "AttributeError: module 'numpy' has no attribute 'arrange'",
            "np.arrange(3)",
            SHORT_NAMES,
            id="a function's name misspelt",
        ),
        pytest.param(
            "ImportError: cannot import name 'train_test_splitt' from 'sklearn.model_selection' (/a/b.py)",
            "from sklearn.model_selection import train_test_splitt",
            {},
            id="an imported name misspelt",
        ),
        pytest.param(
            "AttributeError: 'NoneType' object has no attribute 'append'",
            "df.append(row)",
            SHORT_NAMES,
            id="a method of None",
        ),
        pytest.param(
            "AttributeError: 'DataFrame' object has no attribute 'prize'",
            "df.prize",
            SHORT_NAMES,
            id="a column that does not exist",
        ),
        pytest.param(
            "AttributeError: 'Graph' object has no attribute 'node'",
            "g.node",
            {"Graph": "mine.Graph"},
            id="a class of the same name, of another library",
        ),
        pytest.param(
            "AttributeError: 'DataFrame' object has no attribute 'append'",
            "class DataFrame: ...\nDataFrame().append",
            {},
            id="a class of the same name, of the cell",
        ),
        pytest.param(CONCAT, "df = pd.concat(first, second)", SHORT_NAMES, id="two frames instead of a list"),
        pytest.param(
            "TypeError: train() got an unexpected keyword argument 'verbose_eval'",
            "train(data, verbose_eval=1)",
            {"lgb": "lightgbm"},
            id="a function of the notebook's own, of the same name",
        ),
        pytest.param(
            "TypeError: fit() takes 2 positional arguments but 3 were given",
            "model.fit(X, y)",
            SKLEARN,
            id="a method of the notebook's own",
        ),
        pytest.param(
            "TypeError: Ridge.__init__() got an unexpected keyword argument 'normalise'",
            "Ridge(normalise=True)",
            LINEAR,
            id="a keyword misspelt",
        ),
        pytest.param(
            "TypeError: Ridge.__init__() got an unexpected keyword argument 'normalize'",
            "class Ridge:\n    pass\nRidge(normalize=True)",
            {"sklearn": "sklearn"},
            id="a class of the cell that is called like an estimator",
        ),
        pytest.param(
            "TypeError: HDBSCAN.__init__() takes 1 positional argument but 3 were given",
            "HDBSCAN(5, 5)",
            {"HDBSCAN": "sklearn.cluster.HDBSCAN"},
            id="an estimator that never accepted positional arguments",
        ),
        pytest.param(
            f"InvalidParameterError: {LOSS} Got 'logg' instead.",
            "SGDClassifier(loss='logg').fit(X, y)",
            {"SGDClassifier": "sklearn.linear_model.SGDClassifier"},
            id="a value that was never accepted",
        ),
        pytest.param(
            "ValueError: Solver lbfgs supports only 'l2' or None penalties, got l1 penalty.",
            "LogisticRegression(penalty='l1', solver='lbfgs').fit(X, y)",
            {"LogisticRegression": "sklearn.linear_model.LogisticRegression"},
            id="a solver set by name",
        ),
        pytest.param(
            "OSError: 'seaborn-nice' is not a valid package style, path of style file",
            "plt.style.use('seaborn-nice')",
            SHORT_NAMES,
            id="a style that never was",
        ),
        pytest.param(TEXT_MEAN, "df['name'].mean()", SHORT_NAMES, id="the mean of a column of text"),
        pytest.param(
            "TypeError: dtype 'str' does not support operation 'mean'",
            "df.groupby('a')['name'].mean()",
            SHORT_NAMES,
            id="the mean of a grouped column of text",
        ),
        pytest.param(TEXT_MEAN, "np.mean(names)", SHORT_NAMES, id="the mean of a list of text"),
        pytest.param(
            "TypeError: too many positional arguments",
            "cross_val_score(model, X, y)",
            {"cross_val_score": "sklearn.model_selection.cross_val_score"},
            id="a function that takes three arguments by position",
        ),
        pytest.param(
            "ValueError: assignment destination is read-only",
            "x = df['a'].values\nprint(x.sum())",
            SHORT_NAMES,
            id="an array that is only displayed",
        ),
        pytest.param(TEXT_MEAN, "df.mean(numeric_only=True)", SHORT_NAMES, id="the new API already"),
        pytest.param(TEXT_FLOAT, "model.fit(X, y)", SHORT_NAMES, id="text passed to a model"),
        pytest.param(
            TEXT_FLOAT, "c = df.corr()\nmodel.fit(X, y)", SHORT_NAMES, id="a common error with two candidates"
        ),
        pytest.param(
            RAGGED, "a = np.array(rows, dtype=float)", SHORT_NAMES, id="ragged rows never became floats"
        ),
        pytest.param("KeyError: 'price'", "df['price']", SHORT_NAMES, id="a missing column"),
        pytest.param("KeyError: 0", "pd.Series([1], index=['p'])[0]", SHORT_NAMES, id="a missing label"),
        pytest.param("AssertionError: ", "assert df['g'].dtype == 'object'", SHORT_NAMES, id="an assertion"),
        pytest.param(
            "ValueError: Found input variables with inconsistent numbers of samples: [3, 4]",
            "model.fit(X, y)",
            SKLEARN,
            id="shapes that do not fit",
        ),
        pytest.param(
            "ValueError: Invalid frequency: XYZ", "s.resample('XYZ')", SHORT_NAMES, id="no frequency"
        ),
        pytest.param("SyntaxError: invalid syntax (cell, line 1)", "a b", {}, id="bad syntax"),
        pytest.param("KeyboardInterrupt: ", "df.append(1)", SHORT_NAMES, id="the run was stopped"),
        pytest.param("", "df.append(1)", SHORT_NAMES, id="no error"),
    ],
)
def test_no_change_is_reported(error: str, source: str, imports: dict[str, str]) -> None:
    assert explained(error, source, imports) == ()


def test_only_the_failing_line_counts() -> None:
    source = "c = df.corr()\nmodel.fit(X, y)"
    assert explained(TEXT_FLOAT, source, line=1)[:2] == ("pandas", "2.0.0")
    assert explained(TEXT_FLOAT, source, line=2) == ()


def test_the_function_that_was_called_decides() -> None:
    assert explained(TEXT_MEAN, "x.mean()", called="pandas.core.frame.DataFrame.mean")
    assert explained(TEXT_MEAN, "x.mean()", called="pandas.core.series.Series.mean") == ()
    assert explained(TEXT_FLOAT, "model.fit(df.corr())", called="pandas.core.frame.DataFrame.corr")
    assert (
        explained(
            TEXT_FLOAT, "model.fit(df.corr())", called="sklearn.linear_model._base.LinearRegression.fit"
        )
        == ()
    )


def test_the_example_most_like_the_cell_wins() -> None:
    error = "AttributeError: 'DataFrame' object has no attribute 'append'"
    assert explained(error, "df = df.append(df2)")[2] == "df.append(df2)"
    assert "ignore_index" in explained(error, "df = df.append({'a': 1}, ignore_index=True)")[2]


DROP = "TypeError: DataFrame.drop() takes from 1 to 2 positional arguments but 3 were given"
HIST = "TypeError: hist() got an unexpected keyword argument 'normed'"
MONTHS = (
    "ValueError: Invalid frequency: M. Failed to parse with error message: "
    "ValueError(\"'M' is no longer supported for offsets\")"
)


@pytest.mark.parametrize(
    ("error", "source", "expected"),
    [
        pytest.param(DROP, "df.drop(['a', 'b'], 1)", True, id="a number"),
        pytest.param(DROP, "df.drop('a', 'columns')", True, id="an axis by name"),
        pytest.param(DROP, "df.drop(*where)", True, id="unpacked arguments"),
        pytest.param(DROP, "df.drop('a', axis=1)", False, id="the current code"),
        pytest.param(DROP, "df.drop('a', other)", False, id="something else by position"),
        pytest.param(DROP, "df.pop('a', 1)", False, id="another method"),
        pytest.param(HIST, "plt.hist(a, normed=1)", True, id="with another value"),
        pytest.param(HIST, "ax.hist(a, normed=True)", True, id="as a method"),
        pytest.param(HIST, "plt.hist(a, **style)", True, id="perhaps in a dictionary"),
        pytest.param(HIST, "plt.hist(a, density=True)", False, id="the current keyword"),
        pytest.param(HIST, "np.hist(a, normed=True)", False, id="of another library"),
        pytest.param(HIST, "hist(a, normed=True)", False, id="of the notebook"),
        pytest.param(MONTHS, "s.resample('M').sum()", True, id="the constant of the message"),
        pytest.param(RAGGED, "np.array(rows)", True, id="without the keyword that is needed now"),
        pytest.param(RAGGED, "np.array(rows, dtype=float)", False, id="with the keyword that is needed now"),
    ],
)
def test_the_code_has_to_show_the_change(error: str, source: str, expected: bool) -> None:
    assert bool(explained(error, source)) == expected


TEXT = "where a column holds text"
IMPORTS = {**SHORT_NAMES, "Ridge": "sklearn.linear_model.Ridge", "lgb": "lightgbm"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("b = np.float_(0.)", [(1, "numpy", "")], id="a removed name"),
        pytest.param(
            "import os\nfrom sklearn.externals import joblib", [(2, "scikit-learn", "")], id="an import"
        ),
        pytest.param(
            "class A:\n    def f(self):\n        return np.Inf", [(1, "numpy", "")], id="inside a class"
        ),
        pytest.param("df.drop(['name'], 1, inplace=True)", [(1, "pandas", "")], id="an axis by position"),
        pytest.param("Ridge(normalize=True).fit(X, y)", [(1, "scikit-learn", "")], id="a removed keyword"),
        pytest.param("sns.scatterplot(x, y)", [(1, "seaborn", "")], id="a plot's data by position"),
        pytest.param("df.ix[0]", [(1, "pandas", "")], id="an unmistakable attribute"),
        pytest.param("df.groupby('y').mean()", [(1, "pandas", TEXT)], id="a mean that depends on the data"),
        pytest.param("df.corr()", [(1, "pandas", TEXT)], id="correlations that depend on the data"),
        pytest.param(
            "x = np.NaN\ny = sns.factorplot(x='a', data=df)",
            [(1, "numpy", ""), (2, "seaborn", "")],
            id="two statements",
        ),
    ],
)
def test_failures_are_forecast(source: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(one.line, one.cause.library, one.when) for one in forecast_errors(source, IMPORTS)] == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("rows.append(1)", id="a list's append"),
        pytest.param("df.drop('a', axis=1)", id="an axis by keyword"),
        pytest.param("stack.drop(x, y)", id="a drop of something else"),
        pytest.param("df.groupby('y').mean(numeric_only=True)", id="the current code of a mean"),
        pytest.param("df.groupby('y')['a'].mean()", id="the mean of one column"),
        pytest.param("np.mean(x)", id="a function of the same name"),
        pytest.param("Ridge(alpha=2)", id="an estimator without the keyword"),
        pytest.param("sns.scatterplot(x='a', y='b', data=df)", id="a plot's data by keyword"),
        pytest.param("sns.countplot(df['a'])", id="a plot's data alone by position"),
        pytest.param("Ridge(**best)", id="keywords from a dictionary"),
        pytest.param("sns.distplot(x)", id="a deprecated API"),
        pytest.param("float_ = np.float64(0)", id="a variable called like a removed name"),
        pytest.param("normalize(x, normalize=True)", id="a keyword of another function"),
        pytest.param("print 'a'", id="invalid Python"),
        pytest.param("", id="nothing"),
    ],
)
def test_nothing_is_forecast(source: str) -> None:
    assert forecast_errors(source, IMPORTS) == ()
