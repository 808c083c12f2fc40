from __future__ import annotations

import pytest

from mlscaffold.rules.models.accuracy_on_imbalance import imbalance
from mlscaffold.rules.rule import Example

HEAD = "from sklearn.svm import SVC\nfrom sklearn.model_selection import train_test_split\n"


def shown(*lines: str) -> tuple[tuple[int, tuple[dict[str, object], ...]], ...]:
    return ((2, ({"output_type": "execute_result", "data": {"text/plain": "\n".join(lines)}},)),)


COUNTS = shown("label", "no     900", "yes    100", "Name: count, dtype: int64")


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        pytest.param("m = SVC(class_weight='balanced')", "`class_weight` is set", id="weights of classes"),
        pytest.param(
            "m = SVC(class_weight={0: 1, 1: 9})", "`class_weight` is set", id="explicit class weights"
        ),
        pytest.param(
            "m = X(scale_pos_weight=9)", "`scale_pos_weight` is set", id="weights of gradient boosting"
        ),
        pytest.param("X, y = s.fit_resample(X, y)", "the classes are resampled", id="resampled"),
        pytest.param(
            "X, y = make_classification(n_samples=10, weights=[0.95])",
            "the data are generated with imbalanced classes",
            id="generated",
        ),
    ],
)
def test_finds_signs_in_the_code(source: str, sign: str) -> None:
    found = imbalance(Example(f"# %%\nx = 1\n# %%\n{source}").target())
    assert found == (2, sign, None)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("m = SVC(class_weight=None)", id="no weights"),
        pytest.param("m = X(scale_pos_weight=1)", id="a weight of one"),
        pytest.param("m = SVC(class_weight=weight)", id="a weight to try"),
        pytest.param("X, y = make_classification(weights=[0.5, 0.5])", id="generated evenly"),
        pytest.param("m = average(weights=[0.95, 0.05])", id="weights of something else"),
        pytest.param("train_test_split(X, y, stratify=y)", id="precautions that every notebook takes"),
    ],
)
def test_finds_nothing_in_similar_code(source: str) -> None:
    assert imbalance(Example(source).target()) is None


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param("y = df['label']\ny.value_counts()\n# %%\nSVC().fit(X, y)", id="of the target"),
        pytest.param("df.label.value_counts()\n# %%\ny = df['label']\nSVC().fit(X, y)", id="of its column"),
        pytest.param("df['label'].value_counts()\n# %%\nSVC().fit(X, df.label)", id="of the column passed"),
        pytest.param(
            "df['label'].value_counts()\n# %%\nA, B, a, b = train_test_split(X, df.label)\nSVC().fit(A, a)",
            id="of the split data",
        ),
    ],
)
def test_reads_the_counts_that_are_shown(cells: str) -> None:
    found = imbalance(Example(f"# %%\n{HEAD}# %%\n{cells}", outputs=COUNTS).target())
    assert found == (2, "90% of the rows belong to one class", None)


@pytest.mark.parametrize(
    ("cells", "outputs"),
    [
        pytest.param("df.town.value_counts()\n# %%\nSVC().fit(X, df.label)", COUNTS, id="of another column"),
        pytest.param("y.value_counts()\n# %%\nfit(X, y)", COUNTS, id="of a column that no classifier learns"),
        pytest.param("y.value_counts()\n# %%\nSVC().fit(X, y)", (), id="not shown"),
        pytest.param("y.value_counts().plot()\n# %%\nSVC().fit(X, y)", COUNTS, id="drawn"),
        pytest.param("y.value_counts()\n# %%\nSVC().fit(X, y)", shown("0    51", "1    49"), id="even"),
        pytest.param("y.value_counts()\n# %%\nSVC().fit(X, y)", shown("0    510"), id="of one class"),
        pytest.param("y.value_counts()\n# %%\nSVC().fit(X, y)", shown("<Axes: >"), id="no counts"),
    ],
)
def test_reads_no_other_counts(
    cells: str, outputs: tuple[tuple[int, tuple[dict[str, object], ...]], ...]
) -> None:
    assert imbalance(Example(f"# %%\n{HEAD}# %%\n{cells}", outputs=outputs).target()) is None
