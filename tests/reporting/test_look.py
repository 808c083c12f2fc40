from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.notebook.cells import Change, Location
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.reporting.look import to_look_at
from mlscaffold.results.hardening import Remark
from tests.reporting.small import hardened


def said(*cells: str) -> list[str]:
    made = replace(hardened(*cells), requirements=())
    return [remark.what for remark in to_look_at(made)]


def test_nothing_to_look_at_is_nothing() -> None:
    assert said("x = 1") == []


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        pytest.param(
            ("import numpy as np", "x = np.random.rand(3)", "y = np.random.rand(3)"),
            "without a seed in cells 2-3, ",
            id="no seed",
        ),
        pytest.param(
            ("import numpy as np\nx = np.random.rand(3)", "np.random.seed(0)\ny = np.random.rand(3)"),
            "without a seed in cell 1, ",
            id="a seed that comes late",
        ),
    ],
)
def test_random_numbers_before_a_seed_are_named(cells: tuple[str, ...], wanted: str) -> None:
    assert [wanted in what for what in said(*cells)] == [True]


def test_seeded_random_numbers_are_fine() -> None:
    assert said("import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)") == []


def test_the_remark_says_what_seeds_in_the_project() -> None:
    made = hardened("import numpy as np", "x = np.random.rand(3)")
    remarks = [(r.what.split(". ")[-1], r.place) for r in to_look_at(replace(made, requirements=()))]
    assert remarks == [("The project seeds with `Config.seed`.", "src/buyers/config.py")]


def test_random_numbers_that_no_seed_determines_are_named() -> None:
    assert said("import uuid\nx = str(uuid.uuid4())") == [
        "No seed determines the random numbers drawn in cell 1: two runs may differ."
    ]


def test_a_missing_file_is_named_with_its_place() -> None:
    made = hardened("import pandas as pd\ndf = pd.read_csv('people.csv')")
    assert Remark(
        "The file has to be put there: it is not beside the notebook.", None, "data/people.csv"
    ) in to_look_at(made)


def test_an_argument_that_is_changed_is_named() -> None:
    made = hardened("x = 1")
    stage = replace(made.stages[0], changed=("df",))
    remarks = to_look_at(replace(made, stages=(stage,), requirements=()))
    assert [(r.place, "`df` in place" in r.what) for r in remarks] == [(f"{stage.module}.{stage.name}", True)]


def test_requirements_without_a_version_are_named_together() -> None:
    made = replace(hardened("x = 1"), requirements=("a==1", "b", "c[d]", "e @ https://x.y/e.whl", "f>=2"))
    assert [remark.what for remark in to_look_at(made)] == [
        "`b`, `c[d]` stand there without a version, as none is known: choose one."
    ]


def test_findings_of_a_rule_in_a_file_are_one_line() -> None:
    findings = tuple(
        LintFinding("src/a.py", line, "F821", f"Undefined name `{n}`") for line, n in [(3, "x"), (4, "y")]
    )
    remarks = to_look_at(replace(hardened("x = 1"), requirements=(), findings=findings))
    assert remarks == (
        Remark("ruff F821: Undefined name `x`; Undefined name `y`.", None, "src/a.py, line 3-4"),
    )


def test_a_change_to_look_at_has_its_place() -> None:
    change = Change(Location(2, 3), "look", "from a import *", "It is guessed.")
    remarks = to_look_at(replace(hardened("x = 1"), requirements=(), changes=(change,)))
    assert remarks == (Remark("`from a import *`: It is guessed.", Location(2, 3), ""),)
