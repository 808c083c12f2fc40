from __future__ import annotations

from itertools import pairwise

from mlscaffold.reporting.graph_layout import graph_layout
from tests.reporting.test_stage_graph import stage


def test_stages_are_below_one_another() -> None:
    hardening = graph_layout([stage(f"s{i}", "df" if i else "", "" if i else "df") for i in range(25)], None)
    assert all(one.y + one.height < other.y for one, other in pairwise(hardening.boxes))
    assert hardening.height > hardening.boxes[-1].y + hardening.boxes[-1].height
    assert len(hardening.arrows) == 24


def test_overlapping_lanes_differ() -> None:
    stages = [stage("a", "", "x"), stage("b", "", "y"), stage("c", "x"), stage("d", "y")]
    lanes = {arrow.path.split("H")[1].split("V")[0] for arrow in graph_layout(stages, None).arrows}
    assert len(lanes) == 2


def test_many_names_are_counted_and_all_are_kept() -> None:
    names = " ".join(f"a_long_name_{i}" for i in range(9))
    (arrow,) = graph_layout([stage("a", "", names), stage("b", names)], None).arrows
    assert arrow.label.endswith("+6")
    assert arrow.names.count(",") == 8


def test_no_stages_make_no_boxes() -> None:
    assert graph_layout([], None).boxes == ()
