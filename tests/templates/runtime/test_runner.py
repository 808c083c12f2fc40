"""Tests of the runner: stage selection, inputs, outputs and artifacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rendered_project._runtime import Stage, artifacts, runner


def load(start: int) -> int:
    return start


def load_again(start: int) -> int:
    return start + 10


def double(rows: int) -> int:
    return 2 * rows


def halves(rows: int) -> tuple[float, float]:
    return rows / 2, rows / 2


def look() -> None:
    Path("seen").touch()


async def wait(rows: int) -> int:
    return rows + 1


@dataclass(frozen=True)
class Settings:
    start: int = 4


STAGES = (
    Stage(load, outputs=("rows",)),
    Stage(load_again, outputs=("rows",)),
    Stage(double, outputs=("twice",), metrics=("twice",)),
    Stage(halves, outputs=("left", "right"), models=("left",)),
    Stage(look, depends_on=("double",)),
    Stage(wait, outputs=("more",)),
)


@pytest.fixture
def outputs(tmp_path: Path) -> Iterator[Path]:
    before = artifacts.outputs
    artifacts.start(tmp_path / "outputs")
    yield tmp_path / "outputs"
    artifacts.start(before)


def chosen(*names: str) -> list[str]:
    return [stage.name for stage in runner.choose(STAGES, names)]


def test_all_stages_run_if_none_is_selected() -> None:
    assert chosen() == [stage.name for stage in STAGES]


def test_a_stage_depends_on_the_last_producer_of_its_inputs() -> None:
    assert chosen("double") == ["load_again", "double"]


def test_a_stage_runs_after_its_dependencies() -> None:
    assert chosen("look") == ["load_again", "double", "look"]


def test_an_always_run_stage_is_selected() -> None:
    stages = (Stage(look, always_run=True), *STAGES)
    assert [stage.name for stage in runner.choose(stages, ["load"])] == ["look", "load"]


def test_an_unknown_stage_is_rejected() -> None:
    with pytest.raises(ValueError, match="unknown stage: lod; available: load, load_again"):
        runner.choose(STAGES, ["lod"])


@pytest.mark.parametrize(
    ("stage", "outputs"),
    [
        (Stage(double, outputs=("twice",)), {"twice": 6}),
        (Stage(halves, outputs=("left", "right")), {"left": 1.5, "right": 1.5}),
        (Stage(double), {}),
        (Stage(wait, outputs=("more",)), {"more": 4}),
    ],
)
def test_outputs_are_named(stage: Stage, outputs: dict[str, float]) -> None:
    assert runner.perform(stage, {"rows": 3, "other": 0}) == outputs


def test_a_wrong_number_of_outputs_is_an_error() -> None:
    with pytest.raises(ValueError, match="returns 2 values, not 3"):
        runner.perform(Stage(halves, outputs=("a", "b", "c")), {"rows": 3})


def test_an_error_names_its_stage() -> None:
    with pytest.raises(TypeError) as caught:
        runner.perform(Stage(double, outputs=("twice",)), {"rows": None})
    assert caught.value.__notes__ == ["in stage double"]


def test_a_run_returns_values_and_saves_metrics_and_models(outputs: Path, tmp_path: Path) -> None:
    values = runner.run(STAGES, Settings(), (), tmp_path)
    assert values == {"rows": 14, "twice": 28, "left": 7.0, "right": 7.0, "more": 15}
    assert json.loads((outputs / "metrics.json").read_text()) == {"twice": 28}
    assert (outputs / "models" / "left.pkl").is_file()
    assert (tmp_path / "seen").is_file()


class Table:
    shape = (3, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        (0.5, "0.5"),
        ([1, 2], "list of 2"),
        ("abc", "str of 3"),
        (Table(), "Table 3 x 2"),
        (None, "NoneType"),
    ],
)
def test_a_value_is_described_briefly(value: object, text: str) -> None:
    assert runner.describe(value) == text


class Connection:
    __module__ = "sqlite3.dbapi2"
    closed = False

    def close(self) -> None:
        self.closed = True


def test_only_connections_to_databases_are_closed() -> None:
    connection, other = Connection(), Connection()
    other.__class__ = type("Other", (Connection,), {"__module__": "elsewhere"})
    cursor = type("Cursor", (Connection,), {"__module__": "sqlite3"})()
    runner.close_connections([connection, other, cursor, 3])
    assert (connection.closed, other.closed, cursor.closed) == (True, False, False)
