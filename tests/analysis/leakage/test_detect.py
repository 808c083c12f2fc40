"""Notebooks of all kinds are analysed up to their last training or test, without errors or false leaks."""

import ast

import pytest

from mlscaffold.analysis.index import index
from mlscaffold.analysis.leakage.detect import leaks, relevant_cells
from mlscaffold.analysis.leakage.state import STEPS
from tests.analysis.leakage.following import kinds_of, leaks_of

HEAD = "import sklearn\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing"),
        pytest.param("def f(n):\n    return f(n - 1)\nf(3)\n", id="recursion"),
        pytest.param("def f(n):\n    return g(n)\ndef g(n):\n    return f(n) or g(n) or f(n)\nf(3)\n", id="mutual recursion"),
        pytest.param("class A:\n    def __init__(self):\n        self.b = A()\nA().fit(1)\n", id="a class that creates itself"),
        pytest.param("x = [1]\nx.append(x)\ny = [x, x]\nx = f(x, y) if y else [y, x]\n", id="a list in itself"),
        pytest.param("x = " + "1 + " * 400 + "1\n", id="a very long sum"),
        pytest.param("if a == 0:\n    pass\n" + "elif a == 1:\n    pass\n" * 300, id="very many branches"),
        pytest.param("while True:\n    X, y = f(X, y)\n", id="an endless loop"),
        pytest.param("X, y = g()\n" + "X, y = f(X, y)\n" * 40, id="rows shuffled repeatedly"),
        pytest.param("a, *b = f()\n(c, d), e = b\nlambda *x, **y: 0\n", id="unpacking"),
        pytest.param("async def f():\n    async with g() as h:\n        return await h\nf()\n", id="async"),
        pytest.param("match f():\n    case [x]:\n        x.fit(x)\n", id="match"),
        pytest.param("m.fit()\nm.predict()\nm.fit_transform()\ntrain_test_split()\ncross_val_score()\n", id="no arguments"),
        pytest.param("df[:, None][...][x := 3] = df[lambda d: d] = 4\ndel df[0], df.a, x\n", id="strange subscripts"),
        pytest.param("try:\n    import a\nexcept ImportError as e:\n    raise\nelse:\n    b = a\nfinally:\n    pass\n", id="try"),
        pytest.param("x += 1\nx: int = 3\ny: int\nglobal z\n", id="unbound names"),
        pytest.param("f(*[1, 2], **{\'a\': 1})\nprint(*x)\n", id="starred arguments"),
    ],
)  # fmt: skip
def test_code_without_leaks_is_analysed(source: str) -> None:
    assert leaks_of(HEAD + source) == ()


def test_the_analysis_of_a_very_long_notebook_is_cut_off() -> None:
    body = ast.parse(HEAD + "x = 1\n" * (STEPS + 9)).body
    assert leaks([(1, body)]) == ()


def test_leaks_have_the_numbers_of_their_cells() -> None:
    cells = [
        (7, "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a')\n"),
        (9, "m = SVC().fit(df[['a']], df['t'])\n"),
        (12, "print(m.score(df[['a']], df['t']))\n"),
    ]
    (leak,) = leaks([(number, ast.parse(source).body) for number, source in cells])
    assert (leak.cell, leak.because.cell) == (12, 9)


@pytest.mark.parametrize("library", ["sklearn.svm", "keras", "xgboost", "lightgbm", "imblearn"])
def test_a_library_that_trains_models_is_found_in_its_import(library: str) -> None:
    source = f"try:\n    import {library}\nexcept ImportError:\n    pass\nX = load()\nm = Thing()\nm.fit(X, y)\nm.score(X, y)\n"
    assert kinds_of(source) == {"overlap"}
    assert kinds_of(source.replace(library, "json")) == set()


FIT = "from sklearn.svm import SVC\nmodel = SVC().fit(X, y)"


def followed_cells(*sources: str) -> list[int]:
    result = index([(number, ast.parse(source).body) for number, source in enumerate(sources, 1)])
    return [number for number, _ in relevant_cells(result)]


UNBOUND = (
    "df = load()\nX = df.drop(columns=['t'])\nX = StandardScaler().fit_transform(X)\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, df['t'])\n"
    "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
)


@pytest.mark.parametrize("head", ["", "from setup import *\n", "from setup import load\n"])
def test_names_that_only_such_a_library_has_may_be_imported_elsewhere(head: str) -> None:
    assert kinds_of(head + UNBOUND) == {"preprocessing"}


def test_functions_of_the_notebook_with_such_names_are_no_library() -> None:
    own = "".join(
        f"def {name}(*a): pass\n" for name in ("StandardScaler", "train_test_split", "LogisticRegression")
    )
    assert kinds_of(own + UNBOUND) == set()


def test_a_notebook_without_training_has_no_relevant_cells() -> None:
    assert followed_cells("import pandas as pd", "df = pd.read_csv('a.csv')", "df[1:3]") == []


def test_cells_after_the_last_training_are_not_relevant() -> None:
    assert followed_cells("a = 1", FIT, "df.describe()", "df.plot()") == [1, 2]


@pytest.mark.parametrize(
    "last",
    [
        "model.predict(X)",
        "accuracy_score(y, found)",
        "cross_val_score(model, X, y)",
        "loss.backward()",
        "train = X[:100]",
        "evaluation(X, y)",
        "[m.score(X, y) for m in models]",
        "models[0](X)",
        "def late():\n    return model.predict(X)",
    ],
)
def test_a_cell_that_may_test_is_relevant(last: str) -> None:
    assert followed_cells(FIT, "df.plot()", last, "df.head()") == [1, 2, 3]


def test_a_method_of_the_notebook_may_test() -> None:
    assert followed_cells("class Net:\n    def run(self):\n        pass", FIT, "df.head()", "net.run()") == [
        1,
        2,
        3,
        4,
    ]
