from __future__ import annotations

import pytest

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.library_names import Spelling, spell, split_name

IMPORTS = {
    "np": "numpy",
    "sklearn": "sklearn",
    "metrics": "sklearn.metrics",
    "tf": "tensorflow",
    "SVC": "sklearn.svm.SVC",
}
KNOWN = Environment(IMPORTS, {"io": "str"}, frozenset({"make_pipeline"}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("numpy.isin", Spelling("np.isin"), id="by the library's alias"),
        pytest.param("sklearn.svm.SVC", Spelling("SVC"), id="by its own name"),
        pytest.param("sklearn.metrics.f1_score", Spelling("metrics.f1_score"), id="by its module"),
        pytest.param(
            "sklearn.svm.SVR", Spelling("SVR", ("from sklearn.svm import SVR",)), id="added to another import"
        ),
        pytest.param(
            "pandas.concat", Spelling("pd.concat", ("import pandas as pd",)), id="by the usual import"
        ),
        pytest.param(
            "sklearn.impute.SimpleImputer",
            Spelling("sklearn.impute.SimpleImputer", ("import sklearn.impute",)),
            id="by a package, whose module is to be imported",
        ),
        pytest.param("keras.ops.mean", Spelling("tf.keras.ops.mean"), id="keras inside tensorflow"),
        pytest.param("str", Spelling("str"), id="a builtin"),
        pytest.param("io.StringIO", None, id="a name in use"),
        pytest.param(
            "sklearn.pipeline.make_pipeline",
            Spelling("sklearn.pipeline.make_pipeline", ("import sklearn.pipeline",)),
            id="a function of the notebook has the name",
        ),
    ],
)
def test_spelled(name: str, expected: Spelling | None) -> None:
    assert spell(name, KNOWN) == expected


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param("scipy.special.comb", ("scipy.special", "comb"), id="a function"),
        pytest.param("sklearn.metrics.A.make", ("sklearn.metrics", "A.make"), id="a method of a class"),
        pytest.param("scipy.stats.norm.pdf", ("scipy.stats", "norm.pdf"), id="a method of an object"),
    ],
)
def test_split(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts
