"""Loops and branches are followed inside."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, fitted


def test_encoders_in_a_loop_are_kept_by_column() -> None:
    loop = 'for c in ["age", "income"]:\n    le = LabelEncoder()\n    df[c] = le.fit_transform(df[c])\n'
    lines = applied(HEAD + loop + SPLIT + MODEL)
    assert "for c in ['age', 'income']:\n    df[c] = features.le_by_c[c].transform(df[c])" in lines
    assert "le_by_c = {}" in fitted(HEAD + loop + SPLIT + MODEL)


def test_columns_chosen_by_their_type_are_learned() -> None:
    loop = 'for c in df.select_dtypes("object").columns:\n    df[c] = LabelEncoder().fit_transform(df[c])\n'
    assert any("features." in line for line in applied(HEAD + loop + SPLIT + MODEL))
