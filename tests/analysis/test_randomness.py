"""Cells that draw random numbers without a seed; the number of a cell comes before the kind of draw."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.randomness import unseeded
from tests.analysis.following import follow

NP, PD, RANDOM, TORCH = "import numpy as np\n", "import pandas as pd\n", "import random\n", "import torch\n"
SPLIT = "from sklearn.model_selection import train_test_split\n"
LINEAR = "from sklearn.linear_model import LogisticRegression, Ridge, Lasso\n"
FOREST = "from sklearn.ensemble import RandomForestClassifier\n"
KFOLD = "from sklearn.model_selection import KFold, cross_val_score\n"
PCA, SVC = "from sklearn.decomposition import PCA\n", "from sklearn.svm import SVC, LinearSVC\n"

DRAWN = {
    "numpy's old functions": NP + "x = np.random.rand(3)",
    "Python's own": RANDOM + "x = random.choice([1, 2])",
    "a seed of another library": NP + RANDOM + "random.seed(0)\nx = np.random.rand(3)",
    "a seed without a number": NP + "np.random.seed()\nx = np.random.rand(3)",
    "a seed that comes late": NP + "x = np.random.rand(3)\nnp.random.seed(0)",
    "a split": SPLIT + "a, b = train_test_split([1, 2, 3])",
    "random_state=None": SPLIT + "a, b = train_test_split([1, 2, 3], random_state=None)",
    "a sample of rows": PD + "df = pd.DataFrame()\na = df.sample(3)",
    "a forest that is fitted": FOREST + "model = RandomForestClassifier(10)\nmodel.fit([[1]], [1])",
    "a forest in one line": FOREST + "model = RandomForestClassifier(10).fit([[1]], [1])",
    "a forest in a list": FOREST
    + "models = []\nmodels.append(RandomForestClassifier())\nfor m in models:\n    m.fit([[1]], [1])",
    "a forest in a pipeline": FOREST + "from sklearn.pipeline import make_pipeline\n"
    "pipe = make_pipeline(RandomForestClassifier())\npipe.fit([[1]], [1])",
    "a forest that is cross-validated": FOREST + KFOLD + "cross_val_score(RandomForestClassifier(), [[1]], [1])",
    "a solver that draws": LINEAR + "m = LogisticRegression(solver='saga')\nm.fit([[1]], [1])",
    "shuffled folds": KFOLD + "for a, b in KFold(3, shuffle=True).split([1, 2, 3]):\n    pass",
    "probabilities of a support vector machine": SVC + "SVC(probability=True).fit([[1]], [1])",
    "some components": PCA + "PCA(n_components=2).fit([[1]])",
    "a function that draws": NP + "def roll():\n    return np.random.randint(6)\nx = roll()",
    "a function as an argument": NP + PD
    + "def roll(_):\n    return np.random.randint(6)\nx = pd.Series([1]).apply(roll)",
    "torch": TORCH + "x = torch.rand(3)",
    "a network of keras": "import random\nfrom tensorflow import keras\nrandom.seed(0)\n"
    "m = keras.Sequential([keras.layers.Dense(1)]); m.fit([[1]], [1])",
    "arguments known only at run time": FOREST + "o = dict()\nRandomForestClassifier(**o).fit([[1]], [1])",
}  # fmt: skip
QUIET = {
    "a seed before": NP + "np.random.seed(0)\nx = np.random.rand(3)",
    "a seed set by a function": NP + "def fix():\n    np.random.seed(0)\nfix()\nx = np.random.rand(3)",
    "a seed for torch": TORCH + "torch.manual_seed(0)\nx = torch.rand(3)",
    "a function that draws and is not called": NP + "def roll():\n    return np.random.randint(6)",
    "a seed of keras, which seeds all": NP
    + "from tensorflow import keras\nkeras.utils.set_random_seed(0)\nx = np.random.rand(3)",
    "boosted trees, which have a seed of their own": "from xgboost import XGBClassifier\n"
    "m = XGBClassifier(n_estimators=5)\nm.fit([[1]], [1])",
    "a seed in the call": SPLIT + "a, b = train_test_split([1, 2, 3], random_state=0)",
    "a seed in a variable": SPLIT + "s = 3\na, b = train_test_split([1, 2, 3], random_state=s)",
    "a split in order": SPLIT + "a, b = train_test_split([1, 2, 3], shuffle=False)",
    "a sample with a seed": PD + "df = pd.DataFrame()\na = df.sample(3, random_state=1)",
    "a generator with a seed": NP + "rng = np.random.default_rng(0)\nx = rng.normal(size=3)",
    "a seed in the constructor": FOREST + "m = RandomForestClassifier(random_state=0)\nm.fit([[1]], [1])",
    "a forest that is never fitted": FOREST + "m = RandomForestClassifier()",
    "a seeded forest, cross-validated": FOREST + KFOLD
    + "m = RandomForestClassifier(random_state=0)\ncross_val_score(m, [[1]], [1], cv=3)",
    "the usual solver": LINEAR + "m = LogisticRegression(C=2)\nm.fit([[1]], [1])",
    "ridge": LINEAR + "Ridge().fit([[1]], [1])",
    "lasso": LINEAR + "Lasso().fit([[1]], [1])",
    "folds in order": KFOLD + "for a, b in KFold(3).split([1, 2, 3]):\n    pass",
    "a support vector machine": SVC + "m = SVC(kernel='linear')\nm.fit([[1]], [1])",
    "all components": PCA + "PCA().fit([[1]])",
    "a share of the variance": PCA + "p = PCA(0.95)\np.fit_transform([[1]])",
    "no randomness at all": "x = 1",
}  # fmt: skip


@pytest.mark.parametrize("cell", DRAWN.values(), ids=DRAWN)
def test_global_state_without_a_seed_is_found(cell: str) -> None:
    assert {(draw.cell, draw.kind) for draw in unseeded(follow("y = 1", cell))} == {(2, "global")}


@pytest.mark.parametrize("cell", QUIET.values(), ids=QUIET)
def test_deterministic_or_seeded_code_is_not_found(cell: str) -> None:
    assert unseeded(follow("y = 1", cell)) == ()


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        pytest.param(NP + "rng = np.random.default_rng()", "generator", id="a generator"),
        pytest.param(RANDOM + "rng = random.Random()", "generator", id="one of Python's"),
        pytest.param("import uuid\nname = uuid.uuid4()", "unseedable", id="a random name"),
        pytest.param(
            "import seaborn as sns\nsns.barplot(x=[1], y=[2])", "unseedable", id="error bars of seaborn"
        ),
    ],
)
def test_draws_that_a_global_seed_does_not_control(cell: str, kind: str) -> None:
    assert [draw.kind for draw in unseeded(follow(cell))] == [kind]


def test_only_the_cells_before_the_seed_are_named() -> None:
    flow = follow(NP + "a = np.random.rand(3)", "np.random.seed(0)", "b = np.random.rand(3)")
    assert [draw.cell for draw in unseeded(flow)] == [1]
