from __future__ import annotations

from itertools import pairwise

from mlscaffold.reporting.drawing import drawing
from tests.reporting.test_wiring import stage


def test_stages_stand_below_one_another() -> None:
    made = drawing([stage(f"s{i}", "df" if i else "", "" if i else "df") for i in range(25)], None)
    assert all(one.y + one.height < other.y for one, other in pairwise(made.boxes))
    assert made.height > made.boxes[-1].y + made.boxes[-1].height
    assert len(made.arrows) == 24


def test_ways_that_overlap_have_lanes_of_their_own() -> None:
    stages = [stage("a", "", "x"), stage("b", "", "y"), stage("c", "x"), stage("d", "y")]
    lanes = {arrow.path.split("H")[1].split("V")[0] for arrow in drawing(stages, None).arrows}
    assert len(lanes) == 2


def test_many_names_are_counted_and_all_are_held() -> None:
    names = " ".join(f"a_long_name_{i}" for i in range(9))
    (arrow,) = drawing([stage("a", "", names), stage("b", names)], None).arrows
    assert arrow.label.endswith("+6")
    assert arrow.names.count(",") == 8


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawing([], None).boxes == ()
