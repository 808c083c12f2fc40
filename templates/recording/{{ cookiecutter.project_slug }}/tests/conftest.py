"""Fixtures of the recorded tests: the stages, run on the sample in a temporary folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

from recording import models
from recording.harness import Project, StageHarness

from {{ cookiecutter.package }}._runtime import artifacts, runner
from {{ cookiecutter.package }}.config import PROJECT, Config
from {{ cookiecutter.package }}.pipeline import FOLDER, STAGES

TESTS = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that updates the recordings."""
    parser.addoption("--update-recorded", action="store_true", help="record the current outputs of the stages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of outputs first, in the order of the stages, so that no stage runs twice.

    Those of functions come last: they may count calls or fill caches.
    """
    order = {f"test_{stage.name}_as_recorded": at for at, stage in enumerate(STAGES)}
    early = ("test_the_whole_pipeline", *(f"test_{stage.name}_" for stage in STAGES))
    items.sort(key=lambda item: order.get(item.name, len(order) + (not item.name.startswith(early))))


@pytest.fixture(scope="session")
def harness(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StageHarness:
    """The stages and their recordings."""
    models.OWN.add("{{ cookiecutter.package }}")
    project = Project(PROJECT, "{{ cookiecutter.package }}", STAGES, Config(), FOLDER, artifacts, runner)
    update = request.config.getoption("--update-recorded")
    return StageHarness(project, TESTS, lambda: tmp_path_factory.mktemp("stage"), update)


@pytest.fixture
def recorded(harness: StageHarness) -> Iterator[StageHarness]:
    """The recordings of the stages: `recorded.inputs("STAGE")`, `recorded.check("STAGE", name=value)`."""
    before = Path.cwd()
    outputs = artifacts.outputs
    harness.side_effects.attach()
    yield harness
    harness.side_effects.detach()
    os.chdir(before)
    artifacts.start(outputs)
