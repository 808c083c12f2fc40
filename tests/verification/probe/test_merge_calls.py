"""Two runs agree on calls, and their tables are stored once."""

from __future__ import annotations

from typing import Any

from mlscaffold.verification.probe.merge_calls import UNSTABLE, merge_calls

TABLE = {"kind": "frame", "rows": [[1]]}


def call(result: Any, **more: Any) -> dict[str, Any]:
    return {
        "target": "f",
        "arguments": [{"value": TABLE}, {"source": "1"}],
        "keywords": {},
        "names": ["df", "n"],
        "result": result,
        "error": None,
        "changed": [],
        **more,
    }


def fact(*tests: Any, is_class: bool = False) -> dict[str, Any]:
    return {"name": "f", "module": "helpers", "is_class": is_class, "tests": list(tests), "why": ""}


def test_tables_are_stored_once_and_results_by_name() -> None:
    one = fact(
        call({"described": {"a": 1}}), call({"described": {"a": 2}}, changed=[[0, {"described": TABLE}]])
    )
    [merged], recordings = merge_calls([one], [one])
    assert [test["arguments"] for test in merged["tests"]] == [[{"stored": "df"}, {"source": "1"}]] * 2
    assert [test["result"] for test in merged["tests"]] == [{"recorded": "result"}, {"recorded": "result_2"}]
    assert merged["tests"][1]["changed"] == [[0, {"recorded": "df_after"}]]
    assert recordings == {
        "helpers.f": {
            "inputs": {"df": {"from": "", "value": TABLE}},
            "outputs": {"result": {"a": 1}, "result_2": {"a": 2}, "df_after": TABLE},
            "shown": {},
        }
    }


def test_calls_of_one_run_only_are_left_out() -> None:
    first, second = call({"source": "1"}), call({"source": "2"})
    [merged], _ = merge_calls([fact(first, second)], [fact(second)])
    assert [test["result"] for test in merged["tests"]] == [{"source": "2"}]
    [merged], recordings = merge_calls([fact(first)], [fact(second)])
    assert (merged["tests"], merged["why"], recordings) == ([], UNSTABLE, {})


def test_the_state_of_an_instance_is_stored() -> None:
    life = {
        "made": call(None),
        "steps": [call({"source": "3"})],
        "state": {"described": {"b": 1}},
        "looks": [],
    }
    [merged], recordings = merge_calls([fact(life, is_class=True)], [fact(life, is_class=True)])
    assert merged["tests"][0]["state"] == {"recorded": "state"}
    assert recordings["helpers.f"]["outputs"] == {"state": {"b": 1}}
