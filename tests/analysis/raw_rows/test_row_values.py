"""What values are made of."""

from __future__ import annotations

import ast
from dataclasses import replace

from mlscaffold.analysis.raw_rows.row_values import (
    Kind,
    Obstacle,
    constant,
    first_obstacle,
    joint_kind,
    joint_part,
)

ONE = constant(ast.Constant(1))


def test_the_higher_kind_counts() -> None:
    assert joint_kind([ONE, replace(ONE, kind=Kind.ROWS), replace(ONE, kind=Kind.STATE)]) is Kind.ROWS
    assert joint_kind([]) is Kind.CONST


def test_the_first_part_and_obstacle_count() -> None:
    assert joint_part([ONE, replace(ONE, part="train part 1")]) == "train part 1"
    assert first_obstacle([ONE, replace(ONE, obstacle=Obstacle("why"))]) == Obstacle("why")
