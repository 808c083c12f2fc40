"""A seed applies to the library whose state it sets, from its location on."""

from __future__ import annotations

import pytest

from mlscaffold.rules.reproducibility.unseeded_randomness import is_seeded, seeds
from tests.rules.lint_targets import index_of

LIBRARIES: dict[str, tuple[str, list[str]]] = {
    "NumPy": ("import numpy as np\nnp.random.seed(0)", ["numpy"]),
    "the standard library": ("import random\nrandom.seed(a=1)", ["random"]),
    "PyTorch": ("import torch\ntorch.manual_seed(0)", ["torch"]),
    "Keras, which seeds all": ("import keras\nkeras.utils.set_random_seed(0)", ["any"]),
    "a helper from elsewhere": ("from helpers import seed_everything\nseed_everything(1)", ["any"]),
    "a function of the file": ("set_seed(1)", ["any"]),
    "without a value": ("import numpy as np\nnp.random.seed()", []),
    "with none": ("import random\nrandom.seed(None)", []),
    "a method of an unknown object": ("env.seed(1)", []),
    "a generator of its own": ("import numpy as np\nrng = np.random.default_rng(seed=1)", []),
}


@pytest.mark.parametrize(("source", "libraries"), LIBRARIES.values(), ids=LIBRARIES.keys())
def test_seeds(source: str, libraries: list[str]) -> None:
    assert [seed.library for seed in seeds(index_of(source))] == libraries


SEEDED: dict[str, tuple[str, bool]] = {
    "before": ("import numpy as np\nnp.random.seed(0)\nf()", True),
    "after": ("import numpy as np\nf()\nnp.random.seed(0)", False),
    "another library": ("import random\nrandom.seed(0)\nf()", False),
    "in a function": ("import numpy as np\nf()\ndef g():\n    np.random.seed(0)", True),
    "used in a function": ("import numpy as np\ndef g():\n    f()\nnp.random.seed(0)", True),
}


@pytest.mark.parametrize(("source", "expected"), SEEDED.values(), ids=SEEDED.keys())
def test_is_seeded(source: str, expected: bool) -> None:
    index = index_of(source)
    assert is_seeded(index, "numpy", next(iter(index.calls("f")))) is expected
