"""What was recorded becomes files of the project and values of the proof."""

from __future__ import annotations

from typing import cast

from mlscaffold.hardening.recorded_test_files import left_out, recorded_tests
from mlscaffold.results.hardening import Hardening
from tests.codegen.test_recorded_tests import FACTS


class Named:
    package = "who_buys"


def test_tests_are_listed_with_what_they_protect() -> None:
    files, tests = recorded_tests(FACTS, cast(Hardening, Named()))
    assert {test.path for test in tests} == {file.path for file in files}
    [first, *_] = tests
    assert (first.name, first.stage) == ("test_clean_people_as_recorded", "clean_people")
    assert first.protects == "As recorded: `df`"


def test_what_was_left_out_is_said_for_the_run_and_for_stages() -> None:
    facts = {"left_out": ["The run."], "stages": [{"left_out": ["A stage."]}, {"left_out": []}]}
    assert left_out(facts) == ("The run.", "A stage.")
