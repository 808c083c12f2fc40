from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from mlscaffold.analysis.types import Environment
from mlscaffold.edits import SourceText
from mlscaffold.migrations.matches import Match, fix, message, short
from tests.migrations.rows import KNOWN, found

FOUND = {
    "a method of a frame": ("df.append(df2)", "pandas"),
    "an unmistakable method": ("self.table.iteritems()", "pandas"),
    "an unmistakable call": ("x = y.append(z, ignore_index=True)", "pandas"),
    "a function under another name": ("from pandas import concat as c\nc([df, df2], 1)", "pandas"),
    "a library under another name": ("import numpy\nnumpy.msort(a)", "numpy"),
    "keywords in any order": ('pd.read_csv(squeeze=True, sep=";", filepath_or_buffer=f)', "pandas"),
    "inside a function": ("def f(x):\n    return np.msort(x)", "numpy"),
    "an inferred type": ("t = pd.read_csv(f)\nt.append(t)", "pandas"),
    "a type from the same line of a function": (
        "def f(x):\n    t = pd.DataFrame(x)\n    return t.append(t)",
        "pandas",
    ),
    "a module": ("import sklearn.cross_validation", "scikit-learn"),
    "everything of a module": ("from sklearn.cross_validation import *", "scikit-learn"),
    "a whole name": ("import sklearn\nsklearn.cross_validation.train_test_split(X)", "scikit-learn"),
    "keras inside tensorflow": ("tf.keras.optimizers.Adam(lr=0.1)", "keras"),
}
NOT_FOUND = {
    "a list": "l = []\nl.append(df)",
    "an unknown object": "l.append(df)",
    "a dictionary's items": "for k, v in {}.items(): pass",
    "a parameter of the same name": "def f(df):\n    df.append(1)",
    "a name that is bound again": "df = []\ndf.append(1)",
    "a name bound in one branch only": "if a:\n    df = []\ndf.append(1)",
    "a loop's name": "for df in frames:\n    df.append(1)",
    "a function of the same name": "def msort(x):\n    return x\nmsort(a)",
    "a former builtin that is a function here": "def unicode(x):\n    return x\nunicode(a)",
    "an import of something else": "from mine import pd\npd.concat([df, df2], 1)",
    "a keyword of another function": "plot(normed=True)",
    "unpacked arguments": "pd.read_csv(**options)",
    "the mean of a frame": "df.mean()",
    "a matrix of rotations": "from scipy.spatial.transform import Rotation\nr = Rotation.random()\nr.as_matrix()",
}


@pytest.mark.parametrize(("source", "library"), FOUND.values(), ids=FOUND.keys())
def test_found(source: str, library: str) -> None:
    assert [match.change.library for match in found(source, KNOWN)] == [library]


@pytest.mark.parametrize("source", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_not_found(source: str) -> None:
    assert [match.change.pattern for match in found(source, KNOWN)] == []


def test_libraries_that_are_not_imported_are_not_found() -> None:
    assert found("x = y.append(z, ignore_index=True)", Environment()) == []


def test_data_dependent_changes_are_found_on_request() -> None:
    [match] = found("df.mean()", KNOWN, uncertain=True)
    assert (match.when, match.severity) == ("where a column holds text", "warning")


def test_a_name_is_reported_once_at_its_import() -> None:
    source = "from sklearn.cross_validation import KFold\nKFold(3)\nKFold(3)"
    assert [match.node.lineno for match in found(source, KNOWN)] == [1]  # type: ignore[attr-defined]


def test_a_name_that_its_new_import_does_not_bind_is_reported_at_each_use() -> None:
    source = "from sklearn.preprocessing import Imputer\nImputer()\nImputer()"
    assert [match.node.lineno for match in found(source, KNOWN)] == [1, 2, 3]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        pytest.param("df.append(df2)", "error", id="raises"),
        pytest.param('df["a"][df.b > 1] = 0', "warning", id="silent"),
        pytest.param('sns.distplot(df["a"])', "warning", id="deprecated"),
    ],
)
def test_severity(source: str, severity: str) -> None:
    assert [match.severity for match in found(source, KNOWN)] == [severity]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "df.append(df2)",
            "df.append(df2) was removed in pandas 2.0.0: write pd.concat([df, df2])",
            id="with a replacement",
        ),
        pytest.param(
            "from sklearn.datasets import load_boston",
            "sklearn.datasets.load_boston was removed in scikit-learn 1.2: write something like "
            "from sklearn.datasets import fetch_california_housing, see ",
            id="manual",
        ),
        pytest.param(
            "pd.Panel()", "pandas.Panel was removed in pandas 1.0.0: see ", id="without a replacement"
        ),
        pytest.param(
            "from sklearn.cluster import KMeans; KMeans(n_clusters=3)",
            "KMeans(n_clusters=3) uses another default since scikit-learn 1.4, where results of an older version "
            "have to be reproduced: write KMeans(n_clusters=3, n_init=10)",
            id="another number of starts",
        ),
        pytest.param(
            "from sklearn.ensemble import RandomForestRegressor; RandomForestRegressor(random_state=0)",
            "RandomForestRegressor(random_state=0) uses another default since scikit-learn 0.22, where results of an "
            "older version have to be reproduced: write RandomForestRegressor(random_state=0, n_estimators=10)",
            id="another number of trees",
        ),
    ],
)
def test_message(source: str, expected: str) -> None:
    [match] = found(source, KNOWN, uncertain=True)
    assert message(match, SourceText.of(source)).startswith(expected)


def test_a_message_without_the_source_names_the_code() -> None:
    [match] = found("df.append(  df2)", KNOWN)
    assert message(match).startswith("df.append(df2) was removed in pandas 2.0.0: write something like ")


def test_long_code_is_cut() -> None:
    assert len(short("x " * 100)) == 60


def test_manual_changes_have_no_fix() -> None:
    [match] = found("pd.Panel()", KNOWN)
    assert fix(match, SourceText.of("pd.Panel()")) is None


def test_a_fix_that_needs_a_name_in_use_is_omitted() -> None:
    source = "pd.read_json('[1]')"
    env = replace(KNOWN, types={**KNOWN.types, "io": "str"}, imports={"pd": "pandas"})
    [match] = found(source, env)
    assert fix(match, SourceText.of(source)) is None


def test_a_match_has_its_node() -> None:
    [match] = found("x = 1\ndf.append(df2)", KNOWN)
    assert isinstance(match, Match)
    assert isinstance(match.node, ast.Call)
    assert match.node.lineno == 2
