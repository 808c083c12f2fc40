from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.check_settings import Settings, parse, read, root_of
from tests.linting.project import write

TABLE = """
[tool.mlscaffold]
version = "1"

[tool.mlscaffold.check]
select = ["MLS1", "F401"]
extend-select = ["mls4"]
ignore = ["MLS101"]
level = "candidate"
exclude = ["old/**"]
extend-exclude = ["*.tmp.py"]
baseline = "known.json"

[tool.mlscaffold.check.levels]
"notebooks/explore/**" = "explore"

[tool.mlscaffold.check.per-file-ignores]
"tests/**" = ["MLS2"]
"""


def test_reads_all_keys(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", TABLE)
    assert read(str(tmp_path)) == Settings(
        select=("MLS1", "F401"),
        extend_select=("MLS4",),
        ignore=("MLS101",),
        level="candidate",
        levels=(("notebooks/explore/**", "explore"),),
        per_file_ignores=(("tests/**", ("MLS2",)),),
        exclude=("old/**",),
        extend_exclude=("*.tmp.py",),
        baseline="known.json",
    )


def test_mlscaffold_toml_takes_precedence(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", TABLE)
    write(tmp_path / "mlscaffold.toml", '[check]\nlevel = "production"\n')
    assert read(str(tmp_path)) == Settings(level="production")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty file"),
        pytest.param('[project]\nname = "a"\n', id="file without the table"),
        pytest.param('[tool.mlscaffold]\nversion = "1"\n', id="table of a generated project"),
    ],
)
def test_needs_no_settings(tmp_path: Path, text: str) -> None:
    write(tmp_path / "pyproject.toml", text)
    assert read(str(tmp_path)) == Settings()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("[tool.mlscaffold.check]\nselct = []", "unknown setting `selct`", id="unknown key"),
        pytest.param("[tool.mlscaffold.check]\nselect = 'MLS1'", "not a list", id="a string for a list"),
        pytest.param("[tool.mlscaffold.check]\nignore = ['1x']", "`1x` is not the code", id="no code"),
        pytest.param(
            "[tool.mlscaffold.check]\nlevel = 'strict'", "unknown level `strict`", id="unknown level"
        ),
        pytest.param(
            "[tool.mlscaffold.check.levels]\na = 'b'", "unknown level `b`", id="unknown level of a path"
        ),
        pytest.param("[tool.mlscaffold.check]\nlevels = 1", "not a table", id="number for a table"),
        pytest.param("[tool.mlscaffold.check]\nlevel = 1", "not a string", id="number for a string"),
        pytest.param("[tool.mlscaffold]\ncheck = 1", "not a table", id="check itself is no table"),
        pytest.param("[tool.mlscaffold]\nselect = ['MLS1']", "is in", id="key one table too high"),
        pytest.param("[tool", "not valid TOML", id="no TOML"),
    ],
)
def test_refuses_unknown_settings(tmp_path: Path, text: str, what: str) -> None:
    write(tmp_path / "pyproject.toml", text)
    with pytest.raises(MlscaffoldError, match=what) as caught:
        read(str(tmp_path))
    assert caught.value.status == 2
    assert "pyproject.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parses_a_table_that_is_empty() -> None:
    assert parse({}) == Settings()


def test_the_project_is_the_nearest_folder_upwards_with_a_marker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "pyproject.toml", "")
    write(tmp_path / "a/b/c.py", "")
    monkeypatch.chdir(tmp_path / "a/b")
    assert root_of(["c.py"]) == str(tmp_path)


def test_files_elsewhere_have_their_own_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "here/x.py", "")
    write(tmp_path / "there/mlscaffold.toml", "")
    write(tmp_path / "there/n/a.py", "")
    monkeypatch.chdir(tmp_path / "here")
    assert root_of([str(tmp_path / "there/n/a.py")]) == str(tmp_path / "there")


@pytest.mark.parametrize("text", ["tool = 1", "tool = []", "[[tool.mlscaffold]]", "[tool]\nmlscaffold = 1"])
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(MlscaffoldError, match="is not a table"):
        read(str(tmp_path))
