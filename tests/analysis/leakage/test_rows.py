"""Which values have rows in common."""

import pytest

from mlscaffold.analysis.leakage.rows import (
    MAX_SOURCES,
    REPEATED,
    Rows,
    RowSet,
    is_split,
    overlap,
    part,
    repeated,
)

ALL: RowSet = frozenset({Rows("a.csv")})
TRAIN, TEST = part(ALL, "split", 0, "split"), part(ALL, "split", 1, "split")
COPIES = part(ALL, "smote", 0, REPEATED)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(ALL, ALL, id="all and all"),
        pytest.param(ALL, TEST, id="all and a part"),
        pytest.param(TRAIN, part(TRAIN, "slice", ":9"), id="a part and a part of it"),
        pytest.param(TRAIN | TEST, TEST, id="both parts and one"),
        pytest.param(part(COPIES, "s", 0), part(COPIES, "s", 1), id="parts of repeated rows"),
        pytest.param(COPIES, TEST, id="repeated rows and a part of what was repeated"),
    ],
)
def test_common_rows(left: RowSet, right: RowSet) -> None:
    assert overlap(left, right)
    assert overlap(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(TRAIN, TEST, id="parts of one split"),
        pytest.param(ALL, frozenset({Rows("b.csv")}), id="another source"),
        pytest.param(part(ALL, "slice", ":9"), part(ALL, "slice", "9:"), id="two selections"),
        pytest.param(part(TRAIN, "smote", 0, REPEATED), TEST, id="repeated rows of the other part"),
        pytest.param(frozenset(), ALL, id="no rows"),
    ],
)
def test_no_common_rows(left: RowSet, right: RowSet) -> None:
    assert not overlap(left, right)
    assert not overlap(right, left)


def test_the_repeating_step_of_shared_rows_is_returned() -> None:
    assert {step.cut for step in repeated(part(COPIES, "s", 0), part(COPIES, "s", 1))} == {"smote"}
    assert repeated(COPIES, COPIES) == frozenset()


def test_parts_of_a_split_differ_from_selections() -> None:
    assert is_split(TRAIN)
    assert not is_split(part(ALL, "slice", ":9"))


def test_rows_of_very_many_sources_are_not_distinguished() -> None:
    many = frozenset(Rows(number) for number in range(MAX_SOURCES + 1))
    assert part(many, "split", 0) == many
