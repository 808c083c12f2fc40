"""What is random or depends on the clock cannot be computed again."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived, refused


def test_what_depends_on_the_clock_is_refused() -> None:
    clock = 'df["age"] = pd.Timestamp.now().year - df["born"]\n'
    assert "when it runs" in refused(HEAD + clock + SPLIT + MODEL).what


def test_what_is_learned_from_a_sample_is_refused() -> None:
    sample = 'df = df.sample(frac=0.5)\ndf["age"] = df["age"] - df["age"].mean()\n'
    assert "random" in refused(HEAD + sample + SPLIT + MODEL).what


def test_a_seeded_split_is_not_random() -> None:
    scale = "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n"
    assert derived(HEAD + SPLIT + scale + MODEL).fields
