from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.analysis.raw_rows.path_parts import Learned
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.reporting.remarks import remarks_of
from mlscaffold.results.hardening import Remark
from mlscaffold.results.predict_outcome import PredictOutcome
from tests.reporting.small import hardened


def texts(*cells: str) -> list[str]:
    hardening = replace(hardened(*cells), requirements=())
    return [remark.what for remark in remarks_of(hardening)]


def test_a_clean_notebook_has_no_remarks() -> None:
    assert texts("x = 1") == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            ("import numpy as np", "x = np.random.rand(3)", "y = np.random.rand(3)"),
            "Unseeded random numbers in cells 2-3: ",
            id="no seed",
        ),
        pytest.param(
            ("import numpy as np\nx = np.random.rand(3)", "np.random.seed(0)\ny = np.random.rand(3)"),
            "Unseeded random numbers in cell 1: ",
            id="a seed that comes late",
        ),
    ],
)
def test_random_numbers_before_a_seed_are_named(cells: tuple[str, ...], expected: str) -> None:
    assert [expected in what for what in texts(*cells)] == [True]


def test_seeded_random_numbers_are_fine() -> None:
    assert texts("import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)") == []


def test_the_remark_names_the_seed_of_the_project() -> None:
    hardening = hardened("import numpy as np", "x = np.random.rand(3)")
    remarks = [(r.what.split(". ")[-1], r.place) for r in remarks_of(replace(hardening, requirements=()))]
    assert remarks == [("The project seeds them with `Config.seed`.", "src/buyers/config.py")]


def test_random_numbers_that_no_seed_controls_are_named() -> None:
    assert texts("import uuid\nx = str(uuid.uuid4())") == [
        "No seed controls the random numbers in cell 1: two runs may differ."
    ]


def test_a_missing_file_is_named_with_its_place() -> None:
    hardening = hardened("import pandas as pd\ndf = pd.read_csv('people.csv')")
    assert Remark("Add this file: it is not in the project folder.", None, "data/people.csv") in remarks_of(
        hardening
    )


def test_an_argument_that_is_changed_is_named() -> None:
    hardening = hardened("x = 1")
    stage = replace(hardening.stages[0], changed=("df",))
    remarks = remarks_of(replace(hardening, stages=(stage,), requirements=()))
    assert [(r.place, "`df` in place" in r.what) for r in remarks] == [(f"{stage.module}.{stage.name}", True)]


def test_requirements_without_a_version_are_named_together() -> None:
    hardening = replace(
        hardened("x = 1"), requirements=("a==1", "b", "c[d]", "e @ https://x.y/e.whl", "f>=2")
    )
    assert [remark.what for remark in remarks_of(hardening)] == [
        "No version is known for `b`, `c[d]`: choose one."
    ]


def test_findings_of_a_rule_in_a_file_are_one_line() -> None:
    findings = tuple(
        LintFinding("src/a.py", line, "F821", f"Undefined name `{n}`") for line, n in [(3, "x"), (4, "y")]
    )
    remarks = remarks_of(replace(hardened("x = 1"), requirements=(), findings=findings))
    assert remarks == (
        Remark("ruff F821: Undefined name `x`; Undefined name `y`.", None, "src/a.py, line 3-4"),
    )


def test_a_change_to_review_has_its_place() -> None:
    change = Change(Location(2, 3), "review", "from a import *", "It is guessed.")
    remarks = remarks_of(replace(hardened("x = 1"), requirements=(), changes=(change,)))
    assert remarks == (Remark("`from a import *`: It is guessed.", Location(2, 3), ""),)


FIT = "from sklearn.svm import SVC\nX, y = [[1], [2]], [0, 1]"


def test_a_model_that_no_name_holds_is_named() -> None:
    assert texts(FIT, "print(SVC().fit(X, y).score(X, y))") == [
        (
            "No model is stored: what cell 2 fits is held by no name after it. "
            "To store it, assign the fitted model to a variable outside of loops."
        )
    ]


@pytest.mark.parametrize("last", ["m = SVC().fit(X, y)", "print(len(X))"])
def test_a_stored_model_or_none_at_all_is_fine(last: str) -> None:
    assert [text for text in texts(FIT, last) if text.startswith("No model")] == []


def test_what_is_learned_from_held_out_rows_is_named() -> None:
    leak = Learned("age_mean", "all", 0, Location(2, 1), "df.age.mean()")
    hardening = replace(hardened("x = 1"), requirements=(), predict=PredictOutcome("model", leaks=(leak,)))
    [remark] = [one for one in remarks_of(hardening) if one.location == Location(2, 1)]
    assert remark.what.startswith(
        "`age_mean`, `df.age.mean()`, is learned from all rows, held-out ones included"
    )
