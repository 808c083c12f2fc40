"""What is fitted is a field of the features; nothing is learned from held-out rows."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, derived, fitted


def test_a_scaler_is_fitted_on_the_rows_of_training() -> None:
    scale = "scaler = StandardScaler()\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n"
    assert applied(HEAD + SPLIT + scale + MODEL)[-2:] == [
        "X_test = features.scaler_fitted.transform(X_test)",
        "return X_test",
    ]
    assert "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)" in fitted(
        HEAD + SPLIT + scale + MODEL
    )
    (field,) = derived(HEAD + SPLIT + scale + MODEL).fields
    assert (field.part, derived(HEAD + SPLIT + scale + MODEL).leaks) == ("train part 1", ())


def test_what_is_learned_before_the_split_is_a_leak() -> None:
    scale = '\ndf[["age", "income"]] = StandardScaler().fit_transform(df[["age", "income"]])'
    (leak,) = derived(HEAD + scale + SPLIT + MODEL).leaks
    assert leak.part == "all"
