"""What recorded tests share: the stages, run on the sample in a temporary folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

from recording import models
from recording.bench import Bench, Project

from {{ cookiecutter.package }} import artifacts, runner
from {{ cookiecutter.package }}.config import PROJECT, Config
from {{ cookiecutter.package }}.pipeline import FOLDER, STAGES

TESTS = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that records anew what the stages give."""
    parser.addoption("--update-recorded", action="store_true", help="record anew what the stages give")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of what stages give run first, in the order of the stages: each is run once, not by others too."""
    order = {f"test_{stage.name}_as_recorded": at for at, stage in enumerate(STAGES)}
    items.sort(key=lambda item: order.get(item.name, len(order)))


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The stages, and what was recorded of them."""
    models.OWN.add("{{ cookiecutter.package }}")
    project = Project(PROJECT, "{{ cookiecutter.package }}", STAGES, Config(), FOLDER, artifacts, runner)
    update = request.config.getoption("--update-recorded")
    return Bench(project, TESTS, lambda: tmp_path_factory.mktemp("stage"), update)


@pytest.fixture
def recorded(bench: Bench) -> Iterator[Bench]:
    """What stages were given and gave: `recorded.inputs("STAGE")`, `recorded.check("STAGE", name=value)`."""
    before = Path.cwd()
    outputs = artifacts.outputs
    bench.witness.attach()
    yield bench
    bench.witness.detach()
    os.chdir(before)
    artifacts.start(outputs)
