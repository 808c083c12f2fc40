"""The recorded tests as files of the project, and what each of them protects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlscaffold.codegen.recorded_tests import test_files
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import RecordedTest


def recorded_tests(
    facts: Mapping[str, Any], hardening: Hardening
) -> tuple[tuple[PlannedFile, ...], tuple[RecordedTest, ...]]:
    """Return the test files for what was recorded, not yet polished, and the tests in them.

    Args:
        facts: what `verify/probe/record.py` has written to facts.json; `sample/` and `recorded/` beside it belong
            into the project's folder `tests`.
        hardening: the project.
    """
    files = test_files(facts, hardening.package)
    planned = tuple(PlannedFile(file.path, file.source.encode()) for file in files)
    tests = (
        RecordedTest(file.path, test.name, test.protects.rstrip("."), test.stage)
        for file in files
        for test in file.tests
    )
    return planned, tuple(tests)


def left_out(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what could not be recorded, and why, as sentences."""
    return (*facts["left_out"], *(text for stage in facts["stages"] for text in stage["left_out"]))
