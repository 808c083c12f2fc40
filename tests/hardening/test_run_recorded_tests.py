"""Recorded stages become test files of the project and results of the proof."""

from __future__ import annotations

from typing import cast

from mlscaffold.hardening.run_recorded_tests import left_out, recorded_tests
from mlscaffold.results.hardening import Hardening
from tests.codegen.test_recorded_tests import FACTS


class Named:
    package = "who_buys"


def test_tests_are_listed_with_what_they_protect() -> None:
    files, tests = recorded_tests(FACTS, cast(Hardening, Named()))
    assert {test.path for test in tests} == {file.path for file in files}
    [first, *_] = tests
    assert (first.name, first.stage) == ("test_clean_people", "clean_people")
    assert first.protects == "As recorded: `df`"


def test_skipped_stages_are_listed_with_the_run() -> None:
    facts = {"left_out": ["The run."], "stages": [{"left_out": ["A stage."]}, {"left_out": []}]}
    assert left_out(facts) == ("The run.", "A stage.")
