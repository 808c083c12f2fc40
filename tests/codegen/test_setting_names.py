"""Settings are called after the variable that they configure where the keyword alone says too little."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import analysed

FOREST = "from sklearn.ensemble import RandomForestClassifier as F\n"
SPLIT = "from sklearn.model_selection import train_test_split\n"
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "one model": ((FOREST + "forest = F(max_depth=3, random_state=1)",), ("max_depth=3", "seed=1")),
    "two models": (
        (FOREST + "small = F(max_depth=3)\nlarge = F(max_depth=3)",),
        ("small_max_depth=3", "large_max_depth=3"),
    ),
    "one variable twice": (
        (FOREST + "forest = F(max_depth=3)", "forest = F(max_depth=3)"),
        ("max_depth=3",),
    ),
    "one variable with other values": (
        (FOREST + "forest = F(max_depth=3)", "forest = F(max_depth=4)"),
        ("max_depth=3", "forest_max_depth=4"),
    ),
    "two splits": (
        (SPLIT + "train, rest = train_test_split(u, test_size=0.4)\nvalid, test = train_test_split(rest, test_size=0.4)",),
        ("train_test_size=0.4", "valid_test_size=0.4", "seed=0"),
    ),
    "one seed everywhere": (
        ("import numpy as np\nSEED = 4\nrng = np.random.default_rng(4)", FOREST + "f = F(random_state=4)"),
        ("seed=4",),
    ),
    "another seed": (
        (FOREST + "a = F(random_state=1)\nb = F(random_state=1)\nc = F(random_state=2)",),
        ("seed=1", "c_seed=2"),
    ),
    "a seed for each": ((FOREST + "a = F(random_state=1)\nb = F(random_state=2)",), ("a_seed=1", "b_seed=2")),
    "seeds of the generator of all": (
        ("import numpy as np\nnp.random.seed(1)", "np.random.seed(2)", "np.random.seed(3)"),
        ("seed=1", "other_seed=2", "other_seed2=3"),
    ),
    "without a variable": (
        (FOREST + "print(F(max_depth=2))\nprint(F(max_depth=3))",),
        ("random_forest_classifier_max_depth=2", "random_forest_classifier_max_depth2=3"),
    ),
    "arguments that change no result": ((FOREST + "forest = F(verbose=1, n_jobs=2, max_depth=3)",), ("max_depth=3",)),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    fields = analysed(*cells).settings.fields
    assert tuple(f"{field.name}={field.default}" for field in fields) == expected
