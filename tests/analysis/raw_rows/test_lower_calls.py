"""What is reduced over rows, or learned by a function, is learned once."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied

LEARNED = {
    "a mean": ('df["age"] = df["age"] - df["age"].mean()', "df['age'] = df['age'] - features.age_mean"),
    "a filled median": (
        'df["age"] = df["age"].fillna(df["age"].median())',
        "df['age'] = df['age'].fillna(features.age_median)",
    ),
    "a filled mode": (
        'df["age"] = df["age"].fillna(df["age"].mode()[0])',
        "df['age'] = df['age'].fillna(features.age_mode_0)",
    ),
    "a name for it": (
        'm = df["age"].max()\ndf["age"] = df["age"] / m',
        "df['age'] = df['age'] / features.m_fitted",
    ),
    "an encoder": (
        'le = LabelEncoder()\ndf["age"] = le.fit_transform(df["age"])',
        "df['age'] = features.le_fitted.transform(df['age'])",
    ),
    "an encoder without a name": (
        'df["age"] = LabelEncoder().fit_transform(df["age"])',
        "df['age'] = features.age_label_encoder.transform(df['age'])",
    ),
    "counts of values": (
        'df["age"] = df["age"].map(df["age"].value_counts())',
        "df['age'] = df['age'].map(features.age_value_counts)",
    ),
    "means of groups": (
        'df["age"] = df.groupby("city")["age"].transform("mean")',
        "df['age'] = apply_groups(features.groupby_age, df, 'city')",
    ),
    "codes of categories": (
        'df["age"] = df["age"].astype("category").cat.codes',
        "df['age'] = apply_categories(features.age_categories, df['age']).cat.codes",
    ),
    "learned bins": (
        'df["age"] = pd.qcut(df["age"], 4, labels=False)',
        "df['age'] = apply_bins(features.age_bins, df['age'])",
    ),
    "inside a function for each value": (
        'df["age"] = df["age"].apply(lambda a: a - df["age"].min())',
        "df['age'] = df['age'].apply(lambda a: a - features.age_min)",
    ),
}


@pytest.mark.parametrize(("statement", "expected"), LEARNED.values(), ids=LEARNED)
def test_what_is_reduced_over_rows_is_learned_once(statement: str, expected: str) -> None:
    assert expected in applied(HEAD + statement + SPLIT + MODEL)
