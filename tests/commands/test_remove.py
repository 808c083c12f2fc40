"""What a component alone has brought goes; what another declares, and what people wrote, stays."""

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
def made(tmp_path: Path, among: Path) -> Project:
    return new_project(tmp_path / "late-parcels", among)


def test_in_and_out_again_gives_the_same_tree(among: Path, made: Project) -> None:
    before = made.git("rev-parse", "HEAD^{tree}").strip()
    add(["port"], made.folder, components=among)
    made.commit()
    assert remove(["port", "base_image"], made.folder, components=among).status == 0
    assert tree(made) == before


def test_what_another_declares_stays(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "both", among, "port")
    assert remove(["port"], made.folder, components=among).status == 0
    assert tree(made) == tree(new_project(tmp_path / "one", among, "base_image"))
    made.commit()
    settings = tomllib.loads(made.read("pyproject.toml"))
    assert "uvicorn>=0.30" in settings["project"]["dependencies"]
    assert settings["tool"]["port"] == {"base": "slim"}
    assert settings["tool"]["mlscaffold"]["components"] == ["base", "starter", "base_image"]
    assert recorded(made, among) == ("base_image",)


def test_what_people_wrote_stays(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "base_image")
    made.edit("README.md", "## Start\n", "## Begin\n")
    made.edit("pyproject.toml", "fail_under = 85", "fail_under = 90")
    made.commit()
    done = remove(["base_image"], made.folder, components=among)
    assert kinds(done) == {
        ".pre-commit-config.yaml": "taken",
        "Dockerfile": "taken",
        "README.md": "merged",
        "pyproject.toml": "merged",
    }
    assert "## Begin\n" in made.read("README.md")
    assert "fail_under = 90" in made.read("pyproject.toml")
    assert not made.has("Dockerfile")


def test_neighbouring_lines_are_no_conflict(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "port")
    made.edit("pyproject.toml", '    "uvicorn>=0.30",\n', '    "uvicorn>=0.30",\n    "xgboost>=2",  # ours\n')
    made.edit("pyproject.toml", '    "httpx>=0.28",\n', '    "httpx>=0.28",\n    "hypothesis>=6",\n')
    made.write("README.md", made.read("README.md") + "\n## Ours\n")
    made.commit()
    done = remove(["port", "base_image"], made.folder, components=among)
    assert (done.status, done.conflicts) == (0, ())
    text = made.read("pyproject.toml")
    assert '    "scikit-learn>=1.9",\n    "xgboost>=2",  # ours\n]\n' in text
    assert 'test = [\n    "hypothesis>=6",\n    "pytest>=8",\n' in text
    assert 'components = ["base", "starter"]\n' in text
    assert made.read("README.md").endswith(" things are as they are |\n\n## Ours\n")


def test_what_people_changed_of_what_is_to_go_is_a_conflict(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "port")
    made.edit("pyproject.toml", "size = 3", "size = 4")
    made.commit()
    done = remove(["port"], made.folder, components=among)
    assert (done.status, done.conflicts) == (1, ("pyproject.toml",))
    assert "size = 4" in made.read("pyproject.toml")


def test_a_file_of_the_component_that_people_changed_is_a_conflict(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "base_image")
    made.write("Dockerfile", "RUN\nmine\n")
    made.commit()
    done = remove(["base_image"], made.folder, components=among)
    assert (done.status, done.conflicts) == (1, ("Dockerfile",))
    assert made.read("Dockerfile") == "RUN\nmine\n"


def test_a_dry_run_changes_nothing(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "port")
    before = made.state()
    done = remove(["port"], made.folder, dry_run=True, components=among)
    assert made.state() == before
    assert '-    "fastapi>=0.115",\n' in done.text


@pytest.mark.parametrize(
    ("wanted", "names", "words"),
    [
        pytest.param(
            ["port"],
            ["base_image"],
            "port cannot do without base_image. Take both out with `mlscaffold remove port base_image`.",
            id="another needs it",
        ),
        pytest.param(
            ["base_image"], ["port"], "the project does not have port; it has base_image", id="not in"
        ),
        pytest.param([], ["port"], "the project does not have port; it has none", id="none in"),
        pytest.param([], ["prot"], "Take port.", id="unknown"),
    ],
)
def test_what_cannot_be_taken_out(
    wanted: list[str], names: list[str], words: str, tmp_path: Path, among: Path
) -> None:
    made = new_project(tmp_path / "p", among, *wanted)
    before = made.state()
    with pytest.raises(MlscaffoldError) as refused:
        remove(names, made.folder, components=among)
    assert words in str(refused.value)
    assert made.state() == before
