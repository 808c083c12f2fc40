"""The files and settings of a removed component are deleted, except those of other components and of the user."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mlscaffold.commands.add import add
from mlscaffold.commands.remove import remove
from mlscaffold.errors import MlscaffoldError
from tests.commands.projects import new_project, recorded, tree
from tests.projects.merge.projects import Project, kinds


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "late-parcels")


def test_adding_and_removing_gives_the_same_tree(project: Project) -> None:
    before = project.git("rev-parse", "HEAD^{tree}").strip()
    add(["port"], project.folder)
    project.commit()
    assert remove(["port", "base_image"], project.folder).status == 0
    assert tree(project) == before


def test_requirements_of_other_components_stay(tmp_path: Path) -> None:
    project = new_project(tmp_path / "both", "port")
    assert remove(["port"], project.folder).status == 0
    assert tree(project) == tree(new_project(tmp_path / "one", "base_image"))
    project.commit()
    settings = tomllib.loads(project.read("pyproject.toml"))
    assert "uvicorn>=0.30" in settings["project"]["dependencies"]
    assert settings["tool"]["port"] == {"base": "slim"}
    assert settings["tool"]["mlscaffold"]["components"] == ["base", "starter", "base_image"]
    assert recorded(project) == ("base_image",)


def test_texts_of_the_user_stay(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "base_image")
    project.edit("README.md", "## Quick start\n", "## Begin\n")
    project.edit("pyproject.toml", "fail_under = 85", "fail_under = 90")
    project.commit()
    result = remove(["base_image"], project.folder)
    assert kinds(result) == {
        ".pre-commit-config.yaml": "taken",
        "Dockerfile": "taken",
        "README.md": "merged",
        "pyproject.toml": "merged",
    }
    assert "## Begin\n" in project.read("README.md")
    assert "fail_under = 90" in project.read("pyproject.toml")
    assert not project.has("Dockerfile")


def test_neighbouring_lines_are_no_conflict(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "port")
    project.edit(
        "pyproject.toml", '    "uvicorn>=0.30",\n', '    "uvicorn>=0.30",\n    "xgboost>=2",  # ours\n'
    )
    project.edit("pyproject.toml", '    "httpx>=0.28",\n', '    "httpx>=0.28",\n    "hypothesis>=6",\n')
    project.write("README.md", project.read("README.md") + "\n## Ours\n")
    project.commit()
    result = remove(["port", "base_image"], project.folder)
    assert (result.status, result.conflicts) == (0, ())
    text = project.read("pyproject.toml")
    assert '    "scikit-learn>=1.9",\n    "xgboost>=2",  # ours\n]\n' in text
    assert 'test = [\n    "hypothesis>=6",\n    "pytest>=8",\n' in text
    assert 'components = ["base", "starter"]\n' in text
    assert project.read("README.md").endswith(" decisions and their reasons |\n\n## Ours\n")


def test_a_changed_text_of_the_component_is_a_conflict(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "port")
    project.edit("pyproject.toml", "size = 3", "size = 4")
    project.commit()
    result = remove(["port"], project.folder)
    assert (result.status, result.conflicts) == (1, ("pyproject.toml",))
    assert "size = 4" in project.read("pyproject.toml")


def test_a_changed_file_of_the_component_is_a_conflict(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "base_image")
    project.write("Dockerfile", "RUN\nmine\n")
    project.commit()
    result = remove(["base_image"], project.folder)
    assert (result.status, result.conflicts) == (1, ("Dockerfile",))
    assert project.read("Dockerfile") == "RUN\nmine\n"


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "port")
    before = project.state()
    result = remove(["port"], project.folder, dry_run=True)
    assert project.state() == before
    assert '-    "fastapi>=0.115",\n' in result.text


@pytest.mark.parametrize(
    ("components", "names", "words"),
    [
        pytest.param(
            ["port"],
            ["base_image"],
            "port requires base_image. Remove both with `mlscaffold remove port base_image`.",
            id="another component needs it",
        ),
        pytest.param(
            ["base_image"],
            ["port"],
            "the project does not have port. Its components: base_image.",
            id="not in",
        ),
        pytest.param([], ["port"], "the project does not have port. Its components: none.", id="none in"),
        pytest.param([], ["prot"], "Did you mean port?", id="unknown"),
    ],
)
def test_refused_removals(components: list[str], names: list[str], words: str, tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", *components)
    before = project.state()
    with pytest.raises(MlscaffoldError) as refused:
        remove(names, project.folder)
    assert words in str(refused.value)
    assert project.state() == before
