"""The test of a stage names what it protects, and asserts only what is equal in two runs."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from mlscaffold.codegen.stage_tests import is_float, join_words, stage_test, text

STAGE: dict[str, Any] = {
    "name": "clean_people",
    "module": "cleaning",
    "output_names": ["df"],
    "settings": [{"name": "age", "literal": "18"}, {"name": "people_csv", "literal": ""}],
    "outputs": [{"name": "df", "compare": "assert_frame_equal"}],
    "effects": [],
    "varies": [],
    "predicts": [],
}


def lines_of(**changes: Any) -> list[str]:
    """Return the statements of the test of a stage."""
    test = stage_test(STAGE | changes)
    ast.parse(test.source)
    return list(test.lines)


def number(literal: str, name: str = "df") -> dict[str, Any]:
    return {"name": name, "literal": literal, "approx": is_float(literal)}


def test_a_stage_is_called_with_settings_as_literals() -> None:
    assert lines_of() == [
        "df = recorded.call(clean_people, age=18)",
        'assert_frame_equal(df, recorded.expected("df"))',
        "recorded.check_effects()",
    ]


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
    assert line in lines_of(outputs=[number(literal)])


def test_a_small_array_is_in_the_test_as_a_list() -> None:
    assert "assert df.tolist() == [[1, 2]]" in lines_of(outputs=[number("[[1, 2]]") | {"listed": True}])


def test_arrays_are_compared_within_the_digits_that_are_recorded() -> None:
    lines = lines_of(outputs=[{"name": "df", "compare": "assert_allclose"}])
    assert lines[1] == 'assert_allclose(df, recorded.expected("df"), rtol=1e-6)'


def test_other_values_are_compared_by_their_description() -> None:
    assert lines_of(outputs=[{"name": "df"}])[1] == "recorded.check(df=df)"


def test_side_effects_are_named() -> None:
    test = stage_test(STAGE | {"effects": ["changed", "figures", "log"]})
    assert test.lines[-1] == "recorded.check_effects()"
    assert test.protects == "As recorded: `df`, changed arguments, figures and log messages."


def test_a_model_predicts() -> None:
    predicts = [{"model": "model", "rows": "X", "key": "model_predictions"}]
    assert (
        lines_of(predicts=predicts)[-2]
        == 'recorded.check(model_predictions=model.predict(recorded.results["X"]))'
    )


@pytest.mark.parametrize("output", [number("0.5"), {"name": "df", "compare": "assert_frame_equal"}])
def test_of_an_unstable_value_only_what_is_stable_is_compared(output: dict[str, Any]) -> None:
    assert lines_of(outputs=[output], varies=["df"])[1] == "recorded.check(df=df)"


def test_a_stage_without_settings_and_results_is_just_run() -> None:
    bare = {"output_names": [], "settings": [], "outputs": []}
    assert lines_of(**bare) == ["recorded.call(clean_people)", "recorded.check_effects()"]


def test_reserved_names_are_not_rebound() -> None:
    outputs = [{"name": "recorded"}, {"name": "clean_people"}]
    lines = lines_of(output_names=["recorded", "clean_people"], outputs=outputs)
    assert lines[0] == "recorded_output, clean_people_output = recorded.call(clean_people, age=18)"
    assert lines[1] == "recorded.check(recorded=recorded_output, clean_people=clean_people_output)"


def test_a_stage_named_like_a_test_is_imported_under_another_name() -> None:
    test = stage_test(STAGE | {"name": "test_model"})
    assert "recorded.call(run_test_model, " in test.source


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
