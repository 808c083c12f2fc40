"""Assignments to several names: the parts of a split are all rows where rows are predicted."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, derived


def test_parts_of_a_split_are_the_rows_that_are_asked() -> None:
    assert applied(HEAD + SPLIT + MODEL)[-2:] == ["X_test = X", "return X_test"]


def test_a_split_by_hand_is_one() -> None:
    hand = 'X = df[["age"]]\ny = df["bought"]\nX_train, X_test = X[:80], X[80:]\ny_train = y[:80]\n'
    path = derived(HEAD + hand + MODEL)
    assert (applied(HEAD + hand + MODEL)[-2:], path.kept) == (["X_test = X", "return X_test"], "")


def test_resampled_rows_are_those_of_training_only() -> None:
    more = "from imblearn.over_sampling import SMOTE\nX_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)\n"
    path = derived(HEAD + SPLIT + more + MODEL)
    assert path.resampled
    assert not any("SMOTE" in line for line in applied(HEAD + SPLIT + more + MODEL))
