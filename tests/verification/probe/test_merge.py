"""Two runs become one recording: what they do not agree on is left out, and so is what is too slow."""

from __future__ import annotations

import copy
from typing import Any

from mlscaffold.verification.probe.merge import merge

LONGEST, SECONDS = 20.0, 10.0


def stage(
    name: str, outputs: dict[str, Any], inputs: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    recorded = {"stage": name, "inputs": inputs or {}, "outputs": outputs, "shown": {}}
    usual = {"tested": True, "seconds": 0.1, "random": False, "changed": [], "unchanged": [], "left_out": []}
    return {"name": name, "recorded": recorded} | usual | more


def agreed(one: Any, two: Any) -> Any:
    return {key: one[key] if one[key] == two[key] else "varies" for key in one}


def merged(first: list[dict[str, Any]], second: list[dict[str, Any]] | None = None) -> Any:
    return merge(first, copy.deepcopy(first) if second is None else second, LONGEST, SECONDS, agreed)


def test_what_both_give_is_kept() -> None:
    stages = [stage("load", {"df": 1})]
    assert merged(stages)["load"]["outputs"] == {"df": 1}
    assert (stages[0]["deterministic"], stages[0]["varies"]) == (True, [])


def test_what_they_give_differently_varies() -> None:
    stages = [stage("load", {"df": 1, "n": 2})]
    assert merged(stages, [stage("load", {"df": 5, "n": 2})])["load"]["outputs"] == {"df": "varies", "n": 2}
    assert (stages[0]["deterministic"], stages[0]["varies"]) == (False, ["df"])


def test_an_argument_that_varies_is_stored() -> None:
    use = {"df": {"from": "load", "recorded": True}}
    told = merged(
        [stage("load", {"df": 1}), stage("clean", {}, use)],
        [stage("load", {"df": 5}), stage("clean", {}, copy.deepcopy(use))],
    )
    assert told["clean"]["inputs"] == {"df": {"from": "load", "value": 1}}


def test_an_argument_that_is_the_same_stays_where_it_is() -> None:
    use = {"df": {"from": "load", "recorded": True}}
    assert merged([stage("load", {"df": 1}), stage("clean", {}, use)])["clean"]["inputs"] == use


def test_the_slowest_stage_is_left_out_when_all_take_too_long() -> None:
    stages = [stage("load", {}, seconds=1.0), stage("train", {}, seconds=9.5)]
    assert list(merged(stages)) == ["load"]
    assert stages[1]["left_out"] == ["`train` is not tested: the tests would take too long."]


def test_a_slow_stage_is_not_repeated_before_it_is_left_out() -> None:
    stages = [stage("load", {}, seconds=1.0), stage("train", {}, seconds=5.5, random=True)]
    assert list(merged(stages)) == ["load", "train"]
    assert [one.get("once", False) for one in stages] == [False, True]


def test_a_stage_that_takes_too_long_by_itself_is_left_out() -> None:
    stages = [stage("load", {}), stage("train", {}, seconds=20.1)]
    assert list(merged(stages)) == ["load"]
    assert stages[1]["left_out"] == ["`train` is not tested: it takes too long."]


def test_the_faster_of_two_runs_counts() -> None:
    assert list(merged([stage("load", {}, seconds=30.0)], [stage("load", {}, seconds=0.1)])) == ["load"]


def test_a_stage_that_needs_one_that_is_left_out_is_left_out_too() -> None:
    stages = [stage("train", {}, seconds=30.0), stage("score", {}, {"model": {"from": "train"}})]
    assert merged(stages) == {}
    assert "`train`" in stages[1]["left_out"][0]


def test_a_stage_with_a_stored_argument_does_not_need_its_giver() -> None:
    stages = [stage("train", {}, seconds=30.0), stage("score", {}, {"model": {"from": "train", "value": 1}})]
    assert list(merged(stages)) == ["score"]


def test_chance_decides_what_a_stage_gives_when_both_runs_say_so() -> None:
    first = [stage("draw", {}, random=True), stage("peek", {}, random=True)]
    merged(first, [stage("draw", {}, random=True), stage("peek", {}, random=False)])
    assert [one["random"] for one in first] == [True, False]


def test_what_only_the_other_run_leaves_out_is_told() -> None:
    stages = [stage("train", {})]
    merged(stages, [stage("train", {}, tested=False, left_out=["`train` is not tested: it takes too long."])])
    assert (stages[0]["tested"], stages[0]["left_out"]) == (
        False,
        ["`train` is not tested: it takes too long."],
    )
