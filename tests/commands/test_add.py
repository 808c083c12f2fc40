"""Components are added to a project that the user has changed, and no work of the user is lost."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mlscaffold.commands.add import add
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects import rendered_project
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import plan_new
from mlscaffold.projects.snapshot import SNAPSHOT
from tests.commands.projects import component, new_project, recorded, tree
from tests.projects.merge.projects import Project, kinds
from tests.projects.merge.projects import project as project_in

LAST = '    "scikit-learn>=1.9",\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "late-parcels")


def settings(project: Project) -> dict[str, object]:
    return tomllib.loads(project.read("pyproject.toml"))


def test_an_added_component_is_as_a_chosen_one(tmp_path: Path, project: Project) -> None:
    result = add(["port"], project.folder)
    assert result.status == 0
    chosen = new_project(tmp_path / "chosen", "port")
    assert tree(project) == tree(chosen)
    assert kinds(result) == {
        ".env.example": "taken",
        ".pre-commit-config.yaml": "taken",
        "Dockerfile": "taken",
        "README.md": "taken",
        "pyproject.toml": "taken",
        "src/late_parcels/port.py": "taken",
    }
    assert recorded(chosen) == ("base_image", "port")


def test_components_can_be_added_one_by_one(tmp_path: Path, project: Project) -> None:
    add(["base_image"], project.folder)
    assert project.read("Dockerfile") == "RUN\n"
    project.commit()
    assert add(["port"], project.folder).status == 0
    assert project.read("Dockerfile") == "PORT\n"
    assert tree(project) == tree(new_project(tmp_path / "both", "base_image", "port"))


def test_its_files_are_formatted_like_the_project(project: Project) -> None:
    add(["port"], project.folder)
    assert project.read("src/late_parcels/port.py").endswith(
        '\n\n\ndef main() -> None:\n    """Answer."""\n    print("late_parcels")  # noqa: T201\n'
    )


def test_changes_of_the_user_stay(project: Project) -> None:
    project.edit("pyproject.toml", LAST, '    "polars>=1",\n' + LAST)
    project.edit("README.md", "# late-parcels\n", "# Our parcels\n")
    project.write("src/late_parcels/mine.py", '"""Mine."""\n')
    project.commit()
    result = add(["port"], project.folder)
    assert result.status == 0
    assert kinds(result)["pyproject.toml"] == kinds(result)["README.md"] == "merged"
    dependencies = settings(project)["project"]["dependencies"]  # type: ignore[index]
    names = [text.split(">")[0] for text in dependencies]
    assert names == ["fastapi", "pandas", "pandera[pandas]", "polars", "scikit-learn", "uvicorn"]
    assert project.read("README.md").startswith("# Our parcels\n")
    assert project.has("src/late_parcels/mine.py")


def test_neighbouring_lines_are_no_conflict(project: Project) -> None:
    project.edit("pyproject.toml", LAST, LAST + '    "xgboost>=2",  # ours\n')
    project.edit("pyproject.toml", '    "pytest>=8",\n', '    "hypothesis>=6",\n    "pytest>=8",\n')
    project.write("README.md", project.read("README.md") + "\n## Ours\n\nThe end.\n")
    project.commit()
    result = add(["port"], project.folder)
    assert (result.status, result.conflicts) == (0, ())
    assert kinds(result)["pyproject.toml"] == kinds(result)["README.md"] == "merged"
    text = project.read("pyproject.toml")
    assert '    "scikit-learn>=1.9",\n    "uvicorn>=0.30",\n    "xgboost>=2",  # ours\n]\n' in text
    assert '    "httpx>=0.28",\n    "hypothesis>=6",\n    "pytest>=8",\n' in text
    assert '"base_image", "port"]' in text
    assert "\nThe end.\n\n<!-- mlscaffold: base_image -->\n" in project.read("README.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('components = ["base", "starter"]', "components = 3", id="no longer a list"),
        pytest.param('components = ["base", "starter"]', "components = [", id="no longer TOML"),
    ],
)
def test_an_addition_that_does_not_fit_is_a_conflict(old: str, new: str, project: Project) -> None:
    project.edit("pyproject.toml", old, new)
    project.commit()
    result = add(["base_image"], project.folder)
    assert (result.status, result.conflicts) == (1, ("pyproject.toml",))
    assert new in project.read("pyproject.toml")


def test_next_steps_are_reported(project: Project) -> None:
    text = add(["port"], project.folder).text
    assert text.endswith("docker build .\n\nStart it with python -m late_parcels.port")


def test_a_conflict_is_reported_and_can_be_resolved(project: Project) -> None:
    from mlscaffold.commands.update import finish

    project.write("Dockerfile", "MINE\n")
    project.commit()
    result = add(["base_image"], project.folder)
    assert (result.status, result.conflicts) == (1, ("Dockerfile",))
    assert "docker build" not in result.text
    assert recorded(project) == ()
    project.write("Dockerfile", "MINE\nRUN\n")
    project.git("add", "Dockerfile")
    result = finish(project.folder)
    assert (result.status, result.text.endswith("then commit.\n\ndocker build .")) == (0, True)
    project.commit()
    assert recorded(project) == ("base_image",)
    assert project.read("Dockerfile") == "MINE\nRUN\n"


def test_a_conflict_can_be_undone(project: Project) -> None:
    from mlscaffold.commands.update import abort

    project.write("Dockerfile", "MINE\n")
    project.commit()
    before = project.state()
    assert add(["base_image"], project.folder).status == 1
    assert abort(project.folder / "src").status == 0
    assert project.state() == before


def test_a_dry_run_changes_nothing(project: Project) -> None:
    before = project.state()
    result = add(["port"], project.folder, dry_run=True)
    assert project.state() == before
    assert result.status == 0
    assert '+    "fastapi>=0.115",\n' in result.text
    assert "Start it" not in result.text


def test_from_a_folder_inside(project: Project) -> None:
    assert add(["base_image"], project.folder / "src" / "late_parcels").status == 0
    assert project.has("Dockerfile")


def test_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    plan = plan_new(Choices("late-parcels"))
    project = project_in(tmp_path / "repository", plan, within="ml")
    (tmp_path / "repository" / "Dockerfile").write_text("OTHERS\n")
    result = add(["base_image"], project.folder / "src")
    assert (result.status, kinds(result)["Dockerfile"]) == (0, "taken")
    assert (tmp_path / "repository" / "Dockerfile").read_text() == "OTHERS\n"
    assert project.read("Dockerfile") == "RUN\n"


def test_a_component_is_not_added_twice(project: Project) -> None:
    add(["base_image"], project.folder)
    project.commit()
    before = project.state()
    result = add(["base_image"], project.folder)
    assert (result.status, result.text) == (0, "Nothing to add: the project already has base_image.")
    assert project.state() == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(
            "prot",
            "unknown component 'prot'. Available: base_image, picky, port. Did you mean port?",
            id="close",
        ),
        pytest.param("x", "Available: base_image, picky, port.", id="nothing similar"),
        pytest.param("../port", "unknown component '../port'", id="a path"),
        pytest.param("starter", "unknown component 'starter'", id="a layer"),
    ],
)
def test_an_unknown_component(name: str, message: str, project: Project) -> None:
    before = project.state()
    with pytest.raises(MlscaffoldError) as refused:
        add(["base_image", name], project.folder)
    assert message in str(refused.value)
    assert project.state() == before


def test_uncommitted_changes(project: Project) -> None:
    project.edit("README.md", "# late-parcels\n", "# Ours\n")
    before = project.state()
    with pytest.raises(MlscaffoldError, match=r"uncommitted changes in: README\.md"):
        add(["port"], project.folder)
    assert project.state() == before


def test_components_that_need_one_another(templates: Path, project: Project) -> None:
    component(templates, "hen", 'title = "A hen"\nrequires = ["egg"]\n', {})
    component(templates, "egg", 'title = "An egg"\nrequires = ["hen"]\n', {})
    with pytest.raises(MlscaffoldError, match="hen requires egg requires hen"):
        add(["hen"], project.folder)


def test_a_component_that_needs_a_missing_one(templates: Path, project: Project) -> None:
    component(templates, "hen", 'title = "A hen"\nrequires = ["prot"]\n', {})
    with pytest.raises(MlscaffoldError, match=r"'prot', which hen requires. Available: .* Did you mean port"):
        add(["hen"], project.folder)


def test_a_component_with_a_requirement_of_the_project(templates: Path, project: Project) -> None:
    component(templates, "card", 'title = "A card"\n', {"MODEL_CARD.md": "x\n"})
    with pytest.raises(MlscaffoldError, match=r"cannot add card: .* MODEL_CARD\.md"):
        add(["card"], project.folder)


def test_a_project_of_another_version_is_updated_first(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendered_project, "__version__", "99.0")
    with pytest.raises(MlscaffoldError, match=r"this is 99\.0. Run `mlscaffold update` first"):
        add(["port"], project.folder)


def test_a_project_of_a_newer_version(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered_project, "__version__", "0.0.9")
    with pytest.raises(MlscaffoldError, match="Install the newest version"):
        add(["port"], project.folder)


def test_a_project_without_a_record(project: Project) -> None:
    project.git("rm", "-q", SNAPSHOT)
    project.commit()
    with pytest.raises(MlscaffoldError, match=r"which commit \w+ deleted"):
        add(["port"], project.folder)
