"""The files that only recorded tests need."""

from __future__ import annotations

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.recording import has_recorded_tests, supports_recorded_tests


def test_recordings_are_data_of_recorded_tests() -> None:
    assert has_recorded_tests(ProjectPlan((PlannedFile("tests/recorded/load.json", b"{}"),)))
    assert not has_recorded_tests(ProjectPlan((PlannedFile("tests/recording/text.py", b""),)))


def test_the_support_of_recorded_tests_is_no_test_itself() -> None:
    assert supports_recorded_tests("tests/recording/text.py")
    assert supports_recorded_tests("tests/conftest.py")
    assert not supports_recorded_tests("tests/test_runner.py")
