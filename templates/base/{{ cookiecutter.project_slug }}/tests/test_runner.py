"""The runner: which stages run, with what, and what they leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from {{ cookiecutter.package }} import artifacts, runner
from {{ cookiecutter.package }}.runner import Stage


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
    Stage(load, gives=("rows",)),
    Stage(load_again, gives=("rows",)),
    Stage(double, gives=("twice",), metrics=("twice",)),
    Stage(halves, gives=("left", "right"), models=("left",)),
    Stage(look, after=("double",)),
    Stage(wait, gives=("more",)),
)


@pytest.fixture
def outputs(tmp_path: Path) -> Iterator[Path]:
    before = artifacts.outputs
    artifacts.start(tmp_path / "outputs")
    yield tmp_path / "outputs"
    artifacts.start(before)


def chosen(*names: str) -> list[str]:
    return [stage.name for stage in runner.choose(STAGES, names)]


def test_all_stages_run_if_none_is_named() -> None:
    assert chosen() == [stage.name for stage in STAGES]


def test_a_stage_brings_the_last_one_that_gives_what_it_needs() -> None:
    assert chosen("double") == ["load_again", "double"]


def test_a_stage_brings_those_that_it_follows() -> None:
    assert chosen("look") == ["load_again", "double", "look"]


def test_a_stage_that_always_runs_is_there() -> None:
    always = (Stage(look, always=True), *STAGES)
    assert [stage.name for stage in runner.choose(always, ["load"])] == ["look", "load"]


def test_an_unknown_stage_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no stage is named lod; there are load, load_again"):
        runner.choose(STAGES, ["lod"])


@pytest.mark.parametrize(
    ("stage", "gives"),
    [
        (Stage(double, gives=("twice",)), {"twice": 6}),
        (Stage(halves, gives=("left", "right")), {"left": 1.5, "right": 1.5}),
        (Stage(double), {}),
        (Stage(wait, gives=("more",)), {"more": 4}),
    ],
)
def test_what_a_stage_gives_is_named(stage: Stage, gives: dict[str, float]) -> None:
    assert runner.perform(stage, {"rows": 3, "other": 0}) == gives


def test_a_stage_that_gives_another_number_of_things_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        runner.perform(Stage(halves, gives=("a", "b", "c")), {"rows": 3})


def test_an_error_names_its_stage() -> None:
    with pytest.raises(TypeError) as caught:
        runner.perform(Stage(double, gives=("twice",)), {"rows": None})
    assert caught.value.__notes__ == ["in stage double"]


def test_a_run_leaves_values_metrics_and_models(outputs: Path, tmp_path: Path) -> None:
    given = runner.run(STAGES, Settings(), (), tmp_path)
    assert given == {"rows": 14, "twice": 28, "left": 7.0, "right": 7.0, "more": 15}
    assert json.loads((outputs / "metrics.json").read_text()) == {"twice": 28}
    assert (outputs / "models" / "left.pkl").is_file()
    assert (tmp_path / "seen").is_file()


class Table:
    shape = (3, 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "True"), (0.5, "0.5"), ([1, 2], "list of 2"), ("abc", "str of 3"), (Table(), "Table 3 x 2"), (None, "NoneType")],
)
def test_a_value_is_told_in_a_few_words(value: object, words: str) -> None:
    assert runner.describe(value) == words
