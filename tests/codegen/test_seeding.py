"""The field that seeds unseeded random numbers of the notebook."""

from __future__ import annotations

import pytest

from tests.reporting.small import hardened

NP = "import numpy as np"
DRAW = "x = np.random.rand(3)"


def project(*cells: str) -> tuple[str, list[tuple[str, str, str]]]:
    hardening = hardened(*cells)
    return hardening.seed, [(f.name, f.default, f.note) for f in hardening.files.fields]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((NP, DRAW), ("seed", "0", "drawn without a seed in cell 2"), id="one cell"),
        pytest.param((NP, DRAW, DRAW), ("seed", "0", "drawn without a seed in cells 2, 3"), id="two cells"),
        pytest.param(
            (NP, "seed = [1]\n" + DRAW + "\nprint(seed)"),
            ("run_seed", "0", "drawn without a seed in cell 2"),
            id="a variable of the notebook is named seed",
        ),
        pytest.param(
            (NP, DRAW, "import pandas as pd\ndf = pd.DataFrame({'a': x}).sample(2, random_state=7)"),
            ("run_seed", "0", "drawn without a seed in cell 2"),
            id="another seed is a setting already",
        ),
    ],
)
def test_a_project_that_needs_a_seed_gets_one(cells: tuple[str, ...], expected: tuple[str, str, str]) -> None:
    seed, fields = project(*cells)
    assert (seed, fields[-1]) == (expected[0], expected)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param((NP, "np.random.seed(1)\n" + DRAW), id="the notebook seeds"),
        pytest.param((NP, "rng = np.random.default_rng(1)\nx = rng.random(3)"), id="a seeded generator"),
        pytest.param(("x = 1",), id="nothing is drawn"),
        pytest.param(("import uuid\nx = str(uuid.uuid4())",), id="no seed helps"),
    ],
)
def test_a_project_that_needs_no_seed_gets_none(cells: tuple[str, ...]) -> None:
    seed, fields = project(*cells)
    assert (seed, [name for name, _, note in fields if "without" in note]) == ("", [])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("rng = np.random.default_rng()", [("seed", 1, 28, 28)], id="no argument"),
        pytest.param("rng = np.random.default_rng(None)", [("seed", 1, 28, 32)], id="None"),
        pytest.param("rng = np.random.RandomState(seed=None)", [("seed", 1, 33, 37)], id="None by keyword"),
        pytest.param("rng = np.random.default_rng(3)", [], id="a number"),
        pytest.param(
            "rngs = []\nfor _ in range(2):\n    rngs.append(np.random.default_rng())",
            [],
            id="in a loop, where all would draw the same",
        ),
        pytest.param("def make():\n    return np.random.default_rng()\nrng = make()", [], id="in a function"),
    ],
)
def test_the_first_generator_gets_the_seed(cell: str, expected: list[tuple[str, int, int, int]]) -> None:
    hardening = hardened(NP, cell, "x = 1")
    lifts = [x for x in hardening.settings.lifts if x.field == "seed"]
    found = [(x.field, x.line, x.column, x.end_column) for x in lifts if hardening.seed]
    assert found == expected


def test_a_second_generator_stays() -> None:
    hardening = hardened(NP, "a = np.random.default_rng()", "b = np.random.default_rng()")
    assert [lift.unit for lift in hardening.settings.lifts] == [hardening.stages[0].units[0].index]
