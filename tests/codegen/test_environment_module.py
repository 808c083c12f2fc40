"""A project names the environment variables of its code, and says at once which are missing."""

from __future__ import annotations

import types
from pathlib import Path

import pytest

from mlscaffold.analysis.environment_variables import Variable
from mlscaffold.codegen.environment_module import environment_example, environment_source
from mlscaffold.notebook.cells import Location

VARIABLES = (
    Variable("SHOP_A", True, "", Location(1)),
    Variable("SHOP_B", True, "", Location(0)),
    Variable("SHOP_C", False, "'3'", Location(2)),
)


def module(folder: Path, variables: tuple[Variable, ...] = VARIABLES) -> types.ModuleType:
    source = environment_source(variables).replace("from ._runtime import project_folder", "")
    found = types.ModuleType("_environment")
    found.__dict__["project_folder"] = lambda: folder
    exec(compile(source, "_environment.py", "exec"), found.__dict__)
    return found


def test_all_missing_variables_are_in_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="set the environment variables SHOP_A, SHOP_B, or use"):
        module(tmp_path).check()
    monkeypatch.setenv("SHOP_A", "1")
    with pytest.raises(ValueError, match="set the environment variable SHOP_B, or"):
        module(tmp_path).check()


def test_the_file_sets_variables_that_are_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_A", "mine")
    monkeypatch.setenv("SHOP_B", "")
    monkeypatch.delenv("SHOP_B")
    (tmp_path / ".env").write_text("# comment\nSHOP_A=other\nexport SHOP_B='x=y'\n")
    found = module(tmp_path)
    found.load()
    found.check()
    import os

    assert (os.environ["SHOP_A"], os.environ["SHOP_B"]) == ("mine", "x=y")


def test_nothing_is_required(tmp_path: Path) -> None:
    found = module(tmp_path, VARIABLES[2:])
    found.load()
    found.check()
    assert found.REQUIRED == ()


def test_the_example_has_names_and_defaults_only() -> None:
    assert environment_example(VARIABLES).splitlines()[1:] == [
        "", "# required, cell 1", "SHOP_A=",
        "", "# required, a module of the project", "SHOP_B=",
        "", "# optional, cell 2", "# SHOP_C='3'",
    ]  # fmt: skip
