"""Fixtures of the recorded tests: the stages, run on the sample in a temporary folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

from recorded_stages import Recorded

from {{ cookiecutter.package }}._runtime import artifacts, runner
from {{ cookiecutter.package }}.config import PROJECT, Config
from {{ cookiecutter.package }}.pipeline import FOLDER, STAGES


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that updates the recordings."""
    parser.addoption("--update-recorded", action="store_true", help="record the current outputs of the stages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of the stages first, in the order of the pipeline, so that no stage runs twice.

    Those of functions come last: they may count calls or fill caches.
    """
    order = {f"test_{stage.name}": at for at, stage in enumerate(STAGES)}
    run = "test_the_whole_pipeline_runs_on_the_sample"
    items.sort(key=lambda item: order.get(item.name, len(order) + (item.name != run)))


@pytest.fixture(scope="session")
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The stages, which run at most once unless a test asks for an earlier one again."""
    project = SimpleNamespace(
        root=PROJECT, stages=STAGES, config=Config(), folder=FOLDER, artifacts=artifacts, runner=runner
    )
    update = request.config.getoption("--update-recorded")
    return Recorded(project, Path(__file__).parent.resolve(), lambda: tmp_path_factory.mktemp("run"), update)


@pytest.fixture
def recorded(session: Recorded) -> Iterator[Recorded]:
    """The stages and what was recorded of them: `recorded.call(stage)`, `recorded.expected("X")`."""
    before, outputs = Path.cwd(), artifacts.outputs
    os.chdir(session.folder)
    session.attach()
    yield session
    session.attach(False)
    os.chdir(before)
    artifacts.start(outputs)
