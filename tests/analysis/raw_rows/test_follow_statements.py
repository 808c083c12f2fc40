"""What is random or depends on the clock cannot be computed again."""

from __future__ import annotations

import pytest

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


FIT = "X_train = fitted.fit_transform(X_train)\nX_test = fitted.transform(X_test)\n"
TRANSFORMERS = {
    "a scaler": "fitted = StandardScaler()\n",
    "transformers of columns": "from sklearn.compose import ColumnTransformer\n"
    'fitted = ColumnTransformer([("a", StandardScaler(), ["age"])])\n',
    "components": "from sklearn.decomposition import PCA\nfitted = PCA(1)\n",
    "clusters with a seed": "from sklearn.cluster import KMeans\nfitted = KMeans(3, random_state=1)\n",
    "an embedding of trees with a seed": "from sklearn.ensemble import RandomTreesEmbedding\n"
    "fitted = RandomTreesEmbedding(random_state=1)\n",
}
RANDOM = {
    "clusters": "from sklearn.cluster import KMeans\nfitted = KMeans(3)\n",
    "an embedding of trees": "from sklearn.ensemble import RandomTreesEmbedding\nfitted = RandomTreesEmbedding()\n",
    "clusters under a global seed": "from sklearn.cluster import KMeans\nnp.random.seed(0)\nfitted = KMeans(3)\n",
}


@pytest.mark.parametrize("source", TRANSFORMERS.values(), ids=TRANSFORMERS)
def test_fitting_is_random_only_where_it_draws(source: str) -> None:
    assert derived(HEAD + SPLIT + source + FIT + MODEL).fields


@pytest.mark.parametrize("source", RANDOM.values(), ids=RANDOM)
def test_what_is_fitted_at_random_is_refused_unless_a_run_stores_it(source: str) -> None:
    assert "is random" in refused(HEAD + SPLIT + source + FIT + MODEL).what
    [field] = derived(HEAD + SPLIT + source + FIT + MODEL, ("fitted",)).fields
    assert field.stored


def test_numbers_drawn_under_a_global_seed_are_refused() -> None:
    noise = 'np.random.seed(0)\ndf["age"] = df["age"] + np.random.rand(len(df))\n'
    assert "is random" in refused(HEAD + noise + SPLIT + MODEL).what
