"""Imports stay in place where their time matters."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.local_modules import LocalModules
from mlscaffold.stages.import_places import ImportPlaces, import_places
from tests.stages.notebooks import traced

STAYS: dict[str, tuple[str, ...]] = {
    "after a patch": ("import a\na.rate = 5", "from a import rate", "b = rate"),
    "after a patch by setattr": ("import a\nsetattr(a, 'rate', 5)", "from a import rate", "b = rate"),
    "after a patch in a function": (
        "import a\ndef f():\n    a.rate = 5\nf()",
        "from a import rate",
        "b = rate",
    ),
    "after a reload": ("import importlib, a\nimportlib.reload(a)", "from a import rate", "b = rate"),
    "of a module that the notebook writes": (
        "from pathlib import Path\nPath('tool.py').write_text('a = 1')",
        "import tool",
        "b = tool.a",
    ),
    "of a module put among the loaded ones": ("import sys\nsys.modules['a'] = 1", "import a", "b = a"),
    "after a variable that the library reads": (
        "import os\nos.environ['KERAS_BACKEND'] = 'jax'",
        "import keras",
        "b = keras",
    ),
    "after a change of the import path": ("import sys\nsys.path.append('..')", "import ownlib", "b = ownlib"),
}
MOVES: dict[str, tuple[str, ...]] = {
    "a plain import": ("import math", "b = math.pi"),
    "a patch of something else": ("import a\na.other = 5", "from a import rate", "b = rate"),
    "a patch after the import": ("import a", "from a import rate", "a.rate = 5\nb = rate"),
    "the module itself after a patch": ("import math\nmath.pi = 3", "import math", "b = math.pi"),
    "an option": (
        "import pandas as pd\npd.options.display.width = 9",
        "from pandas import DataFrame",
        "b = DataFrame",
    ),
    "a variable that only sets how much is logged": (
        "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'",
        "import tensorflow",
        "b = tensorflow",
    ),
    "a known library after a change of the path": (
        "import sys\nsys.path.append('..')",
        "import numpy",
        "b = numpy",
    ),
    "two meanings that code can tell apart": (
        "from math import sqrt\na = sqrt(4)",
        "from cmath import sqrt\nb = sqrt(-1)",
    ),
}


def places(*cells: str, local: LocalModules | None = None) -> ImportPlaces:
    return import_places(traced(*cells), local=local or LocalModules())


@pytest.mark.parametrize("cells", STAYS.values(), ids=STAYS)
def test_imports_that_stay(cells: tuple[str, ...]) -> None:
    found = places(*cells)
    last = max(one.index for one in found.bound)
    assert last in found.kept


@pytest.mark.parametrize("cells", MOVES.values(), ids=MOVES)
def test_imports_that_move(cells: tuple[str, ...]) -> None:
    assert places(*cells).kept == frozenset()


def test_an_import_that_gives_something_else_later_stays_in_one_stage() -> None:
    found = places("import math\nmath.pi = 3", "from math import pi", "math.pi = 4", "b = pi")
    assert found.pinned == ((2, 4),)


def test_a_function_that_means_two_imports_stays_with_them() -> None:
    found = places(
        "from math import sqrt\ndef f(x):\n    return sqrt(x)\nf(4)", "from cmath import sqrt", "f(4)"
    )
    assert found.kept == {0, 3}


def test_a_local_module_that_does_something_stays() -> None:
    local = LocalModules(frozenset({"a"}), frozenset({"a"}))
    assert places("b = 1", "import a", "c = a.x", local=local).kept == {1}


def test_imports_of_cells_that_are_opted_out_stay() -> None:
    assert import_places(traced("import math", "b = math.pi"), frozenset({1})).kept == {0}
