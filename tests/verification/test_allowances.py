"""Intended differences in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.verification.allowances import add_allowances, read_allowances

TEXT = """\
# a comment
[project]
name = "x"   # spaced

[tool.mlscaffold]
version = "1"

[tool.ruff]
line-length = 99
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_without_any_there_are_none(folder: Path) -> None:
    assert read_allowances(folder) == {}


def test_they_are_added_and_read_and_the_rest_stays(folder: Path) -> None:
    add_allowances(folder, ["clean/df", "scores.csv"], "rounded", "2026-01-31")
    add_allowances(folder, ["auc"], "other folds", "2026-02-01")
    assert read_allowances(folder) == {"clean/df": "rounded", "scores.csv": "rounded", "auc": "other folds"}
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    assert [line for line in TEXT.splitlines() if line not in text.splitlines()] == []
    assert '[tool.mlscaffold.allowed."clean/df"]\nbecause = "rounded"\nsince = "2026-01-31"\n' in text


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(
            '[tool.mlscaffold.allowed]\ndf = "yes"\n', "`df` is allowed to differ without a reason", id="text"
        ),
        pytest.param("[tool.mlscaffold.allowed.df]\nbecause = ' '\n", "without a reason", id="empty reason"),
        pytest.param("[tool.mlscaffold]\nallowed = 3\n", "is not a table", id="no table"),
        pytest.param("[tool", "not valid TOML", id="damaged"),
        pytest.param("tool = 1\n", "`tool` is not a table", id="no tool"),
        pytest.param("[[tool.mlscaffold]]\n", "`mlscaffold` is not a table", id="several"),
    ],
)
def test_what_is_wrong_is_one_message(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(lines, encoding="utf-8")
    with pytest.raises(MlscaffoldError, match=message):
        read_allowances(tmp_path)
