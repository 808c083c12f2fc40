from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.linting.context import (
    FolderContext,
    folder_context,
    of_environment,
    of_project,
    of_requirements,
    recording_exists,
)
from tests.linting.project import write


def around(root: Path, folder: str = "") -> FolderContext:
    return folder_context(str(root / folder) if folder else str(root), str(root))


@pytest.mark.parametrize(
    ("files", "declared"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"requirements.txt": "pandas==2"}, (("pandas", "==2"),), id="requirements"),
        pytest.param({"requirements-dev.txt": "pytest"}, (("pytest", ""),), id="requirements of a kind"),
        pytest.param({"n/requirements.txt": "a", "requirements.txt": "b"}, (("a", ""),), id="the nearest"),
        pytest.param({"pyproject.toml": "[tool.x]", "requirements.txt": "b"}, (("b", ""),), id="two files"),
        pytest.param({"environment.yml": "dependencies:\n  - c=1\n"}, (("c", "==1"),), id="conda"),
        pytest.param({"requirements.txt": ""}, (), id="none are needed"),
    ],
)
def test_knows_declared_dependencies(
    tmp_path: Path, files: dict[str, str], declared: tuple[tuple[str, str], ...] | None
) -> None:
    for name, text in files.items():
        write(tmp_path / name, text)
    assert around(tmp_path, "n").declared == declared


def test_knows_the_modules_of_the_project(tmp_path: Path) -> None:
    for name in (
        "n/beside.py",
        "above.py",
        "src/package/__init__.py",
        "space/deep.py",
        "data/a.csv",
        "not-a-name/a.py",
    ):
        write(tmp_path / name, "")
    assert around(tmp_path, "n").local == {"beside", "above", "package", "space", "n"}


def test_folders_above_the_project_are_ignored(tmp_path: Path) -> None:
    write(tmp_path / "outside.py", "")
    write(tmp_path / "requirements.txt", "a")
    write(tmp_path / "p/n/a.ipynb", "")
    assert folder_context(str(tmp_path / "p/n"), str(tmp_path / "p")) == FolderContext(None, frozenset())


def test_records_paths_that_rules_look_up(tmp_path: Path) -> None:
    write(tmp_path / "data/a.csv", "")
    paths: dict[str, bool] = {}
    exists = recording_exists(str(tmp_path), paths)
    assert [exists("data/a.csv"), exists(str(tmp_path / "data")), exists("b.csv"), exists("a\0b")] == [
        True,
        True,
        False,
        False,
    ]
    assert paths == {"data/a.csv": True, str(tmp_path / "data"): True, "b.csv": False, "a\0b": False}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("pandas", {"pandas": ""}, id="name alone"),
        pytest.param("Scikit_Learn == 1.5.0  # why", {"scikit-learn": "==1.5.0"}, id="pinned, commented"),
        pytest.param(
            "numpy>=1.26,<3 ; python_version > '3.9'", {"numpy": ">=1.26,<3"}, id="bounds and marker"
        ),
        pytest.param("dask[dataframe]~=2024.1", {"dask": "~=2024.1"}, id="extra"),
        pytest.param("a @ https://x.org/a.whl", {"a": "@ https://x.org/a.whl"}, id="address"),
        pytest.param(
            "git+https://x.org/a#egg=my_tool", {"my-tool": "@ git+https://x.org/a#egg=my_tool"}, id="egg"
        ),
        pytest.param("torch==2.0 --hash=sha256:abc", {"torch": "==2.0"}, id="hash"),
        pytest.param("torch==2.0 \\\n    --hash=sha256:abc", {"torch": "==2.0"}, id="hash on the next line"),
        pytest.param("# pandas", {}, id="comment"),
        pytest.param("-r other.txt", {}, id="option"),
        pytest.param("--index-url https://x.org", {}, id="index"),
        pytest.param("", {}, id="empty"),
        pytest.param("https://x.org/a.whl", {}, id="address without a name"),
    ],
)
def test_reads_requirements(line: str, found: dict[str, str]) -> None:
    assert of_requirements(line.split("\n")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('[project]\ndependencies = ["pandas>=2"]', {"pandas": ">=2"}, id="dependencies"),
        pytest.param("[project]\ndependencies = []", {}, id="none are needed"),
        pytest.param('[project.optional-dependencies]\nml = ["torch"]', {"torch": ""}, id="extra"),
        pytest.param(
            '[dependency-groups]\ndev = ["pytest", {include-group = "x"}]',
            {"pytest": ""},
            id="group that includes",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\npython = "^3.11"\npandas = "^2"\nb = {version = "1"}\nc = "*"',
            {"pandas": "^2", "b": "1", "c": ""},
            id="poetry",
        ),
        pytest.param('[tool.poetry.group.dev.dependencies]\nx = "1"', {"x": "1"}, id="group of poetry"),
        pytest.param("[tool.ruff]\nline-length = 100", None, id="tools only"),
        pytest.param('[project]\nname = "a"\ndynamic = ["dependencies"]', None, id="declared elsewhere"),
        pytest.param("[project", None, id="no TOML"),
    ],
)
def test_reads_projects(text: str, found: dict[str, str] | None) -> None:
    assert of_project(text) == found


def test_reads_environments() -> None:
    text = (
        "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - numpy=1.26  # why\n"
        "  - conda-forge::scikit-learn>=1.4\n  - 'dask'\n  - pip:\n    - shap==0.44\nprefix: /x\n"
    )
    assert of_environment(text) == {"numpy": "==1.26", "scikit-learn": ">=1.4", "dask": "", "shap": "==0.44"}
