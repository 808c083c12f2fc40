"""The tables of pyproject.toml: values that are read, and values that are refused with the known names."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.scoring.score_settings import Segment, Settings, Threshold, read
from tests.scoring.small import write

SCORE = "[tool.mlscaffold.score]\n"
LIFECYCLE = "[tool.mlscaffold.lifecycle.early]\n"


def parsed(root: Path, text: str) -> Settings:
    write(root, {"pyproject.toml": text})
    return read(root, ("runs", "check"), ("data-1", "monitor-3"))


def test_all_is_read(tmp_path: Path) -> None:
    text = '[project]\nname = "shop"\n' + LIFECYCLE + 'paths = ["a"]\ngate = ["runs"]\n' + SCORE
    text += '"monitor-3" = ["docs/a.md#b", "tests/test_a.py::test_b"]\njunit = "a.xml"\nmetrics = "m.json"\n'
    text += "[tool.mlscaffold.score.thresholds]\nauc = { min = 0.7 }\nloss = { max = 1 }\n"
    assert parsed(tmp_path, text) == Settings(
        "shop",
        (Segment("early", ("a",), ("runs",)),),
        (("monitor-3", ("docs/a.md#b", "tests/test_a.py::test_b")),),
        "a.xml",
        "m.json",
        (Threshold("auc", 0.7, None), Threshold("loss", None, 1)),
    )


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        pytest.param({"src/shop/__init__.py": ""}, ("src",), id="src"),
        pytest.param(
            {"shop/__init__.py": "", "tests/__init__.py": ""}, ("shop",), id="a package next to its tests"
        ),
        pytest.param({"run.py": ""}, (".",), id="scripts"),
    ],
)
def test_without_segments_the_default_one_applies(
    tmp_path: Path, files: dict[str, str], paths: tuple[str]
) -> None:
    write(tmp_path, files)
    [segment] = parsed(tmp_path, "").segments
    assert (segment.name, segment.paths, segment.is_default) == ("production", paths, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[tool", "cannot be read as TOML", id="no TOML"),
        pytest.param(
            SCORE + '"data-9" = "a.md#b"',
            "`data-9` is not a setting of score. Settings: junit",
            id="no such test",
        ),
        pytest.param(SCORE + '"data-1" = 3', "`data-1` is not a string or a list", id="a number"),
        pytest.param(SCORE + "junit = 3", "`junit` is not a string", id="a number for a file"),
        pytest.param(
            LIFECYCLE + 'gate = ["fast"]',
            "`fast` in the gate of early is not a condition. Conditions: runs, check",
            id="no such condition",
        ),
        pytest.param(
            LIFECYCLE + 'gates = ["runs"]', "`gates` is not a setting of the segment early", id="a typo"
        ),
        pytest.param(
            "[tool.mlscaffold]\nlifecycle = 3", "`tool.mlscaffold.lifecycle` is not a table", id="no table"
        ),
        pytest.param(
            "[tool.mlscaffold.score.thresholds]\nauc = 0.7",
            "the threshold of `auc` has no bound",
            id="a bare bound",
        ),
        pytest.param(
            "[tool.mlscaffold.score.thresholds]\nauc = { least = 1 }", "has no bound", id="another word"
        ),
        pytest.param(
            "[tool.mlscaffold.score.thresholds]\nauc = { min = true }", "has no bound", id="no number"
        ),
    ],
)
def test_unknown_settings_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        parsed(tmp_path, text)
    assert words in str(caught.value)
    assert caught.value.status == 2


def test_without_a_pyproject_there_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match=r"no pyproject\.toml in this folder"):
        read(tmp_path, (), ())
