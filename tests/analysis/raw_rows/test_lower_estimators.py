"""Objects that are fitted inside of an expression."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, fitted


def test_two_transformations_in_one_statement() -> None:
    scale = "s = StandardScaler()\nX_train, X_test = s.fit_transform(X_train), s.transform(X_test)\n"
    assert "X_test = features.s_fitted.transform(X_test)" in applied(HEAD + SPLIT + scale + MODEL)


def test_an_object_without_a_name_gets_one() -> None:
    statement = 'df["age"] = StandardScaler().fit_transform(df[["age"]])'
    assert "value_standard_scaler = StandardScaler()" in "\n".join(
        fitted(HEAD + statement + SPLIT + MODEL)
    ) or any("StandardScaler()" in line for line in fitted(HEAD + statement + SPLIT + MODEL))
