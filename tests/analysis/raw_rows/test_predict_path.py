"""From a final prediction to raw rows, or to the statement that is in the way."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived, path_of, refused

REFUSED = {
    "other rows": ('df["age"] = df["age"].shift(1)', "needs other rows"),
    "ranks": ('df["age"] = df["age"].rank()', "needs other rows"),
    "tables below each other": ("df = pd.concat([df, df])", "below each other"),
    "an unknown function": ("import mystery\ndf = mystery.prepare(df)", "is unknown"),
}


@pytest.mark.parametrize(("statement", "message"), REFUSED.values(), ids=REFUSED)
def test_the_statement_that_stands_in_the_way_is_named(statement: str, message: str) -> None:
    obstacle = refused(HEAD + statement + SPLIT + MODEL)
    assert message in obstacle.what
    assert obstacle.location is not None
    assert obstacle.code


def test_what_is_learned_again_from_held_out_rows_is_refused() -> None:
    scale = "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.fit_transform(X_test)\n"
    obstacle = refused(HEAD + SPLIT + scale + MODEL)
    assert "not trained on" in obstacle.what
    assert "transform" in obstacle.cure


def test_what_is_learned_from_a_random_part_is_refused() -> None:
    scale = "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n"
    obstacle = refused(HEAD + SPLIT.replace(", random_state=0", "") + scale + MODEL)
    assert "random" in obstacle.what


NOTHING = {
    "no model": "print(df.shape)",
    "typed rows": "X = [[1], [2]]\nm = LogisticRegression().fit(X, [0, 1])\nm.predict([[3]])",
    "no question": SPLIT + "m = LogisticRegression().fit(X_train, y_train)",
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_without_a_question_about_rows_there_is_nothing_to_derive(source: str) -> None:
    assert path_of(HEAD + source) is None


def test_rows_of_a_bundle_are_rows() -> None:
    source = (
        HEAD + "from sklearn.datasets import load_iris\niris = load_iris()\nX, y = iris.data, iris.target\n"
    )
    path = derived(source + SPLIT.split("\n", 3)[3] + MODEL)
    assert path.read.function == "sklearn.datasets.load_iris"
