"""Tests of the settings in flags, environment variables and config files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from rendered_project._runtime import settings
from rendered_project._runtime.cli import main
from rendered_project.config import PROJECT, Config
from rendered_project.pipeline import STAGES


@dataclass
class Settings:
    rows: int = 1
    share: float = 0.5
    data: Path = Path("data")


@dataclass
class Optional:
    number: int | None = None
    text: str | None = None


OPTIONAL = settings.types_of(Optional)
KINDS = {"rows": int, "share": float, "data": Path}
HERE = Path("here")


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("3", int, 3),
        ("0.5", float, 0.5),
        (2, float, 2.0),
        ("yes", bool, True),
        ("Off", bool, False),
        (True, bool, True),
        ("a.csv", Path, HERE / "a.csv"),
        ("text", str, "text"),
        ("none", OPTIONAL["number"], None),
        ("4", OPTIONAL["number"], 4),
        ("none", OPTIONAL["text"], None),
        ("1,2", list[int], [1, 2]),
        ("[1, 2]", list[int], [1, 2]),
        ("(1, 2)", list[int], [1, 2]),
        ([1, 2], list[float], [1.0, 2.0]),
        ("1,2,3", tuple[int, ...], (1, 2, 3)),
        ("1,a", tuple[int, str], (1, "a")),
        ("", list[int], []),
        ("1,a", list, [1, "a"]),
        ("[1, 'a']", list, [1, "a"]),
        ("{'a': 1}", dict, {"a": 1}),
        ("a b", dict, "a b"),
        (5, object, 5),
    ],
)
def test_values_are_converted(value: Any, kind: Any, expected: Any) -> None:
    result = settings.convert(value, kind, HERE)
    assert (result, type(result)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", int),
        (True, int),
        (1.5, int),
        ("maybe", bool),
        (3, str),
        (3, Path),
        ("1,2,3", tuple[int, int]),
        (3, list[int]),
        ("x", OPTIONAL["number"]),
    ],
)
def test_values_of_the_wrong_type_are_rejected(value: Any, kind: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        settings.convert(value, kind, HERE)


def test_types_are_those_of_the_config_fields() -> None:
    assert settings.types_of(Settings) == KINDS


def test_flags_are_read() -> None:
    assert settings.from_flags({"rows": "2"}, KINDS) == {"rows": 2}
    with pytest.raises(ValueError, match="--rows: 'x' is not int"):
        settings.from_flags({"rows": "x"}, KINDS)


def test_the_environment_is_read() -> None:
    variables = {"MINE_SHARE": "0.1", "SHARE": "0.2", "MINE_OTHER": "1"}
    assert settings.from_environment(variables, "mine", KINDS) == {"share": 0.1}


def test_paths_in_a_config_file_are_relative_to_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('rows = 3\ndata = "a.csv"\n')
    assert settings.from_file(file, KINDS) == {"rows": 3, "data": tmp_path / "a.csv"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("row = 3", "unknown setting: row; available: rows"),
        ("rows =", "config.toml"),
        ("rows = 'x'", "rows: 'x' is not int"),
    ],
)
def test_an_invalid_config_file_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        settings.from_file(file, KINDS)


def test_default_paths_are_in_the_project_folder() -> None:
    paths = [getattr(Config(), field.name) for field in fields(Config)]
    assert all(path.is_relative_to(PROJECT) for path in paths if isinstance(path, Path))


def test_the_command_lists_its_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--list"]) == 0
    assert capsys.readouterr().out.split() == [stage.name for stage in STAGES]


def test_the_command_rejects_an_unknown_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", "no stage"])
    assert caught.value.code == 2
    assert "unknown stage: no stage" in capsys.readouterr().err
