"""The names of the notebook in its project, and what makes two runs differ."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.statements import split
from mlscaffold.verification.variable_names import end_names, imported_names, is_uncertain
from tests.reporting.small import hardened

IMPORTS = {
    "import numpy as np": {"np"},
    "import os.path": {"os"},
    "from math import pi, tau as circle": {"pi", "circle"},
    "from numpy import *": {"*numpy"},
    "from math import pi\npi = 3": set(),
    "try:\n    import a\nexcept ImportError:\n    a = None": set(),
    "import a\ndef a():\n    pass": set(),
    "b = 1": set(),
}


@pytest.mark.parametrize("source", IMPORTS)
def test_names_that_only_imports_bind(source: str) -> None:
    assert imported_names(split(1, source, silent=False)) == IMPORTS[source]


def test_where_names_are() -> None:
    found = end_names(
        hardened(
            "import numpy as np\nRATE = 0.25\nPATTERNS = ('a', 'b')",
            "def scaled(value):\n    return value * 2",
            "total = scaled(RATE)\nprint(total, PATTERNS)",
        )
    )
    assert found["fields"] == {"RATE": "rate"}
    assert found["places"]["scaled"][1] == "scaled"
    assert found["originals"] == {}


@pytest.mark.parametrize(
    "source",
    [
        "import time\nnow = time.time()",
        "import numpy as np\nrng = np.random.default_rng()\na = rng.normal()",
        "import uuid\na = uuid.uuid4()",
    ],
)
def test_uncertain(source: str) -> None:
    assert is_uncertain(hardened(source))


@pytest.mark.parametrize(
    "source",
    [
        "a = 1",
        "import numpy as np\na = np.random.rand()",
        "import numpy as np\na = np.random.default_rng(3).normal()",
    ],
)
def test_certain(source: str) -> None:
    assert not is_uncertain(hardened(source))
