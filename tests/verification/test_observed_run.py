"""A run of a small project is observed."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from mlscaffold.verification.observed_run import Observed, RunSpec, observe, sha256_of
from mlscaffold.verification.sandbox import Limits, Sandbox

RUNNER = """
import dataclasses

@dataclasses.dataclass(frozen=True)
class Stage:
    function: object
    outputs: tuple = ()
    @property
    def name(self):
        return self.function.__name__

def run(stages, config, *more):
    values = {}
    for stage in stages:
        values |= perform(stage, values)
    return values

def perform(stage, values):
    try:
        return {stage.outputs[0]: stage.function(**{k: v for k, v in values.items() if k in INPUTS[stage.name]})}
    except Exception as error:
        error.add_note(f"in stage {stage.name}")
        raise

INPUTS = {"load": (), "fit": ("rows",)}
"""
PIPELINE = """
import logging
from .runner import Stage, run
logger = logging.getLogger(__name__)
LIMIT = 3

def load():
    rows = [1, 2, LIMIT]
    n = len(rows)
    logger.warning("%s rows", n)
    return rows

def fit(rows):
    rows.append(9)
    print("fitting")
    BREAK
    return {"mean": sum(rows) / len(rows)}
"""
CLI = """
import dataclasses, json, pathlib, sys
from . import constants, runner

@dataclasses.dataclass(frozen=True)
class Config:
    seed: int = 4

def main(arguments):
    outputs = pathlib.Path(arguments[2])
    outputs.mkdir()
    runner.run([runner.Stage(constants.load, ("rows",)), runner.Stage(constants.fit, ("model",))], Config())
    (outputs / "metrics.json").write_text(json.dumps({"mean": 3.75}))
    (outputs / "rows.csv").write_text("1")
    return 0
"""


def observed(folder: Path, problem: str = "pass") -> Observed:
    package = folder / "project" / "src" / "small"
    package.mkdir(parents=True)
    files = {
        "__init__": "",
        "runner": RUNNER,
        "cli": CLI,
        "artifacts": "def _save_figure(name, figure): pass",
    }
    files["constants"] = PIPELINE.replace("BREAK", problem)
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    with Sandbox(Limits()) as sandbox:
        return observe(sandbox, folder / "project", RunSpec(sys.executable, "small"), "run")


def test_all_of_it_is_noted(tmp_path: Path) -> None:
    found = observed(tmp_path)
    assert not found.failure
    assert [(stage.name, list(stage.outputs), list(stage.locals)) for stage in found.stages] == [
        ("load", ["rows"], ["n"]),
        ("fit", ["model"], []),
    ]
    assert found.stages[0].outputs["rows"]["items"] == [1, 2, 3]
    assert found.end["rows"]["items"] == [1, 2, 3, 9]
    assert (dict(found.settings), dict(found.constants)) == ({"seed": 4}, {"LIMIT": 3})
    assert [item.text for item in found.items] == ["3 rows", "fitting"]
    assert dict(found.metrics) == {"mean": 3.75}
    assert {path: file.own for path, file in found.files.items()} == {"metrics.json": True, "rows.csv": False}


@pytest.mark.parametrize(
    ("problem", "failure", "stage"),
    [
        pytest.param(
            "rows.no()",
            "AttributeError: 'list' object has no attribute 'no', in stage fit",
            "fit",
            id="error",
        ),
        pytest.param("import sys; sys.exit('no data')", "SystemExit: no data", "", id="exit"),
        pytest.param("import os; os._exit(3)", "The process ended with status 3", "", id="crash"),
    ],
)
def test_what_ends_it_is_noted(tmp_path: Path, problem: str, failure: str, stage: str) -> None:
    found = observed(tmp_path, problem)
    assert found.failure.startswith(failure)
    assert (found.failed_stage, [one.name for one in found.stages]) == (stage, ["load"])


def test_the_digest_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_holes_of_a_huge_file_are_not_read(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a", "b", "c", "d")]
    for file, (place, text) in zip(
        files, [(1 << 39, b"x"), (1 << 39, b"x"), (1 << 38, b"x"), (1 << 39, b"y")], strict=True
    ):
        with file.open("wb") as opened:
            opened.truncate(10**12)
            opened.seek(place)
            opened.write(text)
    one, same, *others = map(sha256_of, files)
    assert one == same
    assert one not in others


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    content = b"\0" * (3 << 20) + b"end"
    (tmp_path / "a").write_bytes(content)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(content).hexdigest()
