"""Components come into a project beside what people have changed, and nothing of theirs is lost."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mlscaffold.commands import current_project
from mlscaffold.commands.add import add
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import make
from mlscaffold.projects.snapshot import SNAPSHOT
from tests.commands.projects import component, new_project, recorded, tree
from tests.projects.merge.projects import Project, kinds
from tests.projects.merge.projects import project as project_in

LAST = '    "scikit-learn>=1.9",\n'


@pytest.fixture
def made(tmp_path: Path, among: Path) -> Project:
    return new_project(tmp_path / "late-parcels", among)


def settings(made: Project) -> dict[str, object]:
    return tomllib.loads(made.read("pyproject.toml"))


def test_a_component_added_is_a_component_chosen(tmp_path: Path, among: Path, made: Project) -> None:
    done = add(["port"], made.folder, components=among)
    assert done.status == 0
    chosen = new_project(tmp_path / "chosen", among, "port")
    assert tree(made) == tree(chosen)
    assert kinds(done) == {
        ".env.example": "taken",
        ".pre-commit-config.yaml": "taken",
        "Dockerfile": "taken",
        "README.md": "taken",
        "pyproject.toml": "taken",
        "src/late_parcels/port.py": "taken",
    }
    assert recorded(chosen, among) == ("base_image", "port")


def test_one_after_the_other_is_the_same_as_both(tmp_path: Path, among: Path, made: Project) -> None:
    add(["base_image"], made.folder, components=among)
    assert made.read("Dockerfile") == "RUN\n"
    made.commit()
    assert add(["port"], made.folder, components=among).status == 0
    assert made.read("Dockerfile") == "PORT\n"
    assert tree(made) == tree(new_project(tmp_path / "both", among, "base_image", "port"))


def test_its_files_are_formatted_as_the_project_is(among: Path, made: Project) -> None:
    add(["port"], made.folder, components=among)
    assert made.read("src/late_parcels/port.py").endswith(
        '\n\n\ndef main() -> None:\n    """Answer."""\n    print("late_parcels")  # noqa: T201\n'
    )


def test_what_people_have_changed_stays(among: Path, made: Project) -> None:
    made.edit("pyproject.toml", LAST, '    "polars>=1",\n' + LAST)
    made.edit("README.md", "# late-parcels\n", "# Our parcels\n")
    made.write("src/late_parcels/mine.py", '"""Mine."""\n')
    made.commit()
    done = add(["port"], made.folder, components=among)
    assert done.status == 0
    assert kinds(done)["pyproject.toml"] == kinds(done)["README.md"] == "merged"
    dependencies = settings(made)["project"]["dependencies"]  # type: ignore[index]
    names = [text.split(">")[0] for text in dependencies]
    assert names == ["fastapi", "pandas", "pandera[pandas]", "polars", "scikit-learn", "uvicorn"]
    assert made.read("README.md").startswith("# Our parcels\n")
    assert made.has("src/late_parcels/mine.py")


def test_neighbouring_lines_are_no_conflict(among: Path, made: Project) -> None:
    made.edit("pyproject.toml", LAST, LAST + '    "xgboost>=2",  # ours\n')
    made.edit("pyproject.toml", '    "pytest>=8",\n', '    "hypothesis>=6",\n    "pytest>=8",\n')
    made.write("README.md", made.read("README.md") + "\n## Ours\n\nThe end.\n")
    made.commit()
    done = add(["port"], made.folder, components=among)
    assert (done.status, done.conflicts) == (0, ())
    assert kinds(done)["pyproject.toml"] == kinds(done)["README.md"] == "merged"
    text = made.read("pyproject.toml")
    assert '    "scikit-learn>=1.9",\n    "uvicorn>=0.30",\n    "xgboost>=2",  # ours\n]\n' in text
    assert '    "httpx>=0.28",\n    "hypothesis>=6",\n    "pytest>=8",\n' in text
    assert '"base_image", "port"]' in text
    assert "\nThe end.\n\n<!-- mlscaffold: base_image -->\n" in made.read("README.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('components = ["base", "starter"]', "components = 3", id="no list any more"),
        pytest.param('components = ["base", "starter"]', "components = [", id="no TOML any more"),
    ],
)
def test_what_cannot_be_put_into_peoples_text_is_a_conflict(
    old: str, new: str, among: Path, made: Project
) -> None:
    made.edit("pyproject.toml", old, new)
    made.commit()
    done = add(["base_image"], made.folder, components=among)
    assert (done.status, done.conflicts) == (1, ("pyproject.toml",))
    assert new in made.read("pyproject.toml")


def test_what_comes_next_is_said(among: Path, made: Project) -> None:
    text = add(["port"], made.folder, components=among).text
    assert text.endswith("docker build .\n\nStart it with python -m late_parcels.port")


def test_a_conflict_is_told_and_can_be_resolved(among: Path, made: Project) -> None:
    from mlscaffold.commands.update_continue import finish

    made.write("Dockerfile", "MINE\n")
    made.commit()
    done = add(["base_image"], made.folder, components=among)
    assert (done.status, done.conflicts) == (1, ("Dockerfile",))
    assert "docker build" not in done.text
    assert recorded(made, among) == ()
    made.write("Dockerfile", "MINE\nRUN\n")
    made.git("add", "Dockerfile")
    done = finish(made.folder, among)
    assert (done.status, done.text.endswith("commit it.\n\ndocker build .")) == (0, True)
    made.commit()
    assert recorded(made, among) == ("base_image",)
    assert made.read("Dockerfile") == "MINE\nRUN\n"


def test_a_conflict_can_be_taken_back(among: Path, made: Project) -> None:
    from mlscaffold.commands.update_continue import take_back

    made.write("Dockerfile", "MINE\n")
    made.commit()
    before = made.state()
    assert add(["base_image"], made.folder, components=among).status == 1
    assert take_back(made.folder / "src").status == 0
    assert made.state() == before


def test_a_dry_run_changes_nothing(among: Path, made: Project) -> None:
    before = made.state()
    done = add(["port"], made.folder, dry_run=True, components=among)
    assert made.state() == before
    assert done.status == 0
    assert '+    "fastapi>=0.115",\n' in done.text
    assert "Start it" not in done.text


def test_from_a_folder_inside(among: Path, made: Project) -> None:
    assert add(["base_image"], made.folder / "src" / "late_parcels", components=among).status == 0
    assert made.has("Dockerfile")


def test_in_a_folder_of_a_bigger_repository(among: Path, tmp_path: Path) -> None:
    plan = make(Choices("late-parcels"), among)
    made = project_in(tmp_path / "repository", plan, within="ml")
    (tmp_path / "repository" / "Dockerfile").write_text("OTHERS\n")
    done = add(["base_image"], made.folder / "src", components=among)
    assert (done.status, kinds(done)["Dockerfile"]) == (0, "taken")
    assert (tmp_path / "repository" / "Dockerfile").read_text() == "OTHERS\n"
    assert made.read("Dockerfile") == "RUN\n"


def test_what_is_in_is_not_added_again(among: Path, made: Project) -> None:
    add(["base_image"], made.folder, components=among)
    made.commit()
    before = made.state()
    done = add(["base_image"], made.folder, components=among)
    assert (done.status, done.text) == (0, "Nothing to add: the project has base_image already.")
    assert made.state() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(
            "prot", "no component is named 'prot'; there are base_image, picky, port. Take port.", id="close"
        ),
        pytest.param("x", "`mlscaffold components` lists them", id="like none"),
        pytest.param("../port", "no component is named '../port'", id="a path"),
        pytest.param("starter", "no component is named 'starter'", id="a layer"),
    ],
)
def test_a_name_that_no_component_has(name: str, words: str, among: Path, made: Project) -> None:
    before = made.state()
    with pytest.raises(MlscaffoldError) as refused:
        add(["base_image", name], made.folder, components=among)
    assert words in str(refused.value)
    assert made.state() == before


def test_changes_that_are_not_committed(among: Path, made: Project) -> None:
    made.edit("README.md", "# late-parcels\n", "# Ours\n")
    before = made.state()
    with pytest.raises(MlscaffoldError, match=r"not committed: README\.md"):
        add(["port"], made.folder, components=among)
    assert made.state() == before


def test_components_that_need_one_another(among: Path, made: Project) -> None:
    component(among, "hen", 'title = "A hen"\nrequires = ["egg"]\n', {})
    component(among, "egg", 'title = "An egg"\nrequires = ["hen"]\n', {})
    with pytest.raises(MlscaffoldError, match="hen needs egg needs hen"):
        add(["hen"], made.folder, components=among)


def test_a_component_that_needs_one_that_is_not_there(among: Path, made: Project) -> None:
    component(among, "hen", 'title = "A hen"\nrequires = ["prot"]\n', {})
    with pytest.raises(MlscaffoldError, match=r"'prot', which hen requires; there are .* Take port"):
        add(["hen"], made.folder, components=among)


def test_a_component_that_brings_what_the_project_is_made_with(among: Path, made: Project) -> None:
    component(among, "card", 'title = "A card"\n', {"MODEL_CARD.md": "x\n"})
    with pytest.raises(MlscaffoldError, match=r"card brings MODEL_CARD\.md"):
        add(["card"], made.folder, components=among)


def test_a_project_of_another_version_is_updated_first(
    among: Path, made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_project, "__version__", "99.0")
    with pytest.raises(MlscaffoldError, match=r"this is 99\.0. Run `mlscaffold update` first"):
        add(["port"], made.folder, components=among)


def test_a_project_of_a_newer_version(among: Path, made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_project, "__version__", "0.0.9")
    with pytest.raises(MlscaffoldError, match="Install the newest version"):
        add(["port"], made.folder, components=among)


def test_a_project_without_a_record(among: Path, made: Project) -> None:
    made.git("rm", "-q", SNAPSHOT)
    made.commit()
    with pytest.raises(MlscaffoldError, match="was deleted in commit"):
        add(["port"], made.folder, components=among)
