"""Tests of a stage name what they protect, and assert only what is equal in two runs."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from mlscaffold.codegen.stage_tests import is_float, join_words, stage_tests, text

STAGE: dict[str, Any] = {
    "name": "clean_people",
    "module": "cleaning",
    "output_names": ["df"],
    "is_async": False,
    "deterministic": True,
    "random": False,
    "inputs": [
        {"name": "df", "how": "stored", "from": "load_people"},
        {"name": "age", "how": "config", "literal": "18"},
        {"name": "people_csv", "how": "config", "literal": ""},
    ],
    "outputs": [{"name": "df", "kind": "pandas.DataFrame", "columns": [["age", "int64"]]}],
    "shown": [],
    "changed": [],
    "unchanged": ["df"],
    "varies": [],
    "predicts": [],
}


def bodies(**changes: Any) -> dict[str, str]:
    """Return the bodies of the tests of a stage by the ends of their names."""
    stage = STAGE | changes
    tests = stage_tests(stage)
    for test in tests:
        ast.parse(test.source)
    return {test.name.removeprefix(f"test_{stage['name']}_"): "\n".join(test.lines) for test in tests}


def number(literal: str, name: str = "df") -> dict[str, Any]:
    return {"name": name, "kind": "float", "columns": [], "literal": literal, "approx": is_float(literal)}


def test_a_stage_is_called_with_named_arguments_and_settings_as_literals() -> None:
    assert bodies()["as_recorded"].splitlines() == [
        'inputs = recorded.inputs("clean_people")',
        'df = clean_people(df=inputs["df"], age=18, people_csv=inputs["people_csv"])',
        'recorded.check("clean_people", df=df)',
    ]


def test_the_columns_of_a_frame_are_in_the_test() -> None:
    assert 'assert columns_of(values["df"]) == {"age": "int64"}' in bodies()["has_its_columns"]


def test_unchanged_arguments_are_protected() -> None:
    assert bodies()["changes_no_argument"] == 'assert recorded.changed_arguments("clean_people") == []'


def test_a_changed_argument_is_reported() -> None:
    assert 'clean_people") == ["other"]' in bodies(changed=["other"])["changes_no_other_argument"]


@pytest.mark.parametrize(
    ("literal", "line"),
    [
        ("3", "assert df == 3"),
        ("0.5", "assert df == pytest.approx(0.5)"),
        ("1e-07", "assert df == pytest.approx(1e-07)"),
        ("True", "assert df"),
        ("False", "assert not df"),
        ("'a.e'", "assert df == 'a.e'"),
    ],
)
def test_small_values_are_in_the_test(literal: str, line: str) -> None:
    assert line in bodies(outputs=[number(literal)])["as_recorded"].splitlines()


def test_a_small_array_is_in_the_test_as_a_list() -> None:
    lines = bodies(outputs=[number("[[1, 2]]") | {"listed": True}])["as_recorded"].splitlines()
    assert "assert df.tolist() == [[1, 2]]" in lines


def test_side_effects_are_compared_and_named() -> None:
    lines = bodies(shown=["figures", "log"])["as_recorded"]
    assert 'recorded.check_side_effects("clean_people")  # figures and log messages' in lines


def test_a_model_predicts() -> None:
    predicts = [{"model": "model", "rows": "X", "key": "model_predictions"}]
    lines = bodies(predicts=predicts)["then_model_predicts"]
    assert 'values["model"].predict(values["X"])' in lines
    assert "model_predictions=predictions" in lines


def test_the_seed_of_a_random_stage_is_tested() -> None:
    assert "is_the_same_with_the_same_seed" in bodies(random=True)


@pytest.mark.parametrize(
    ("changes", "absent_test"),
    [
        ({"varies": ["df"]}, "has_its_columns"),
        ({"unchanged": []}, "changes_no_argument"),
        ({"random": False}, "is_the_same_with_the_same_seed"),
        ({"random": True, "deterministic": False}, "is_the_same_with_the_same_seed"),
        ({"random": True, "output_names": []}, "is_the_same_with_the_same_seed"),
        ({"outputs": [{"name": "df", "columns": [[str(i), "int64"] for i in range(99)]}]}, "has_its_columns"),
    ],
)
def test_unsupported_claims_are_not_tested(changes: dict[str, Any], absent_test: str) -> None:
    assert absent_test not in bodies(**changes)


def test_an_unstable_value_is_in_no_test() -> None:
    assert "0.5" not in bodies(outputs=[number("0.5")], varies=["df"])["as_recorded"]


def test_a_slow_stage_is_not_run_again() -> None:
    seeded = {"random": True}
    assert set(bodies(**seeded)) - set(bodies(**seeded, once=True)) == {"is_the_same_with_the_same_seed"}


def test_a_stage_without_arguments_and_results_is_just_run() -> None:
    bare = {"output_names": [], "inputs": [], "outputs": [], "unchanged": []}
    assert bodies(**bare) == {"as_recorded": 'recorded.inputs("clean_people")\nclean_people()'}


def test_an_async_stage_is_awaited() -> None:
    assert "asyncio.run(clean_people(" in bodies(is_async=True)["as_recorded"]


def test_reserved_names_are_not_rebound() -> None:
    lines = bodies(output_names=["recorded", "clean_people"], outputs=[])["as_recorded"].splitlines()
    assert lines[1].startswith("recorded_output, clean_people_output = clean_people(")
    assert (
        lines[2]
        == 'recorded.check("clean_people", recorded=recorded_output, clean_people=clean_people_output)'
    )


def test_a_stage_named_like_a_test_is_imported_under_another_name() -> None:
    [test, *_] = stage_tests(STAGE | {"name": "test_model"})
    assert " run_test_model(" in test.source


@pytest.mark.parametrize(
    ("literal", "is_one"),
    [("0.5", True), ("-1e-07", True), ("nan", False), ("3", False), ("DataFrame 3 x 2", False)],
)
def test_floats_are_distinguished_from_other_literals(literal: str, is_one: bool) -> None:
    assert is_float(literal) == is_one


@pytest.mark.parametrize("value", ["a", 'a"b', "a\\b", "a\nb", "größe"])
def test_a_text_is_its_literal(value: str) -> None:
    assert ast.literal_eval(text(value)) == value


def test_words_are_joined() -> None:
    assert [join_words([]), join_words(["a"]), join_words(["a", "b", "c"])] == ["", "a", "a, b and c"]
