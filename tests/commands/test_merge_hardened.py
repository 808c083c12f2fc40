"""A hardened project gets components and newer templates; its code and its data stay as they were made."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold import __version__
from mlscaffold.commands.add import add
from mlscaffold.commands.harden import updatable
from mlscaffold.commands.merge_hardened import bring_hardened
from mlscaffold.commands.remove import remove
from mlscaffold.commands.update import refresh
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_project
from mlscaffold.hardening.generate import make, read
from mlscaffold.hardening.prune import without_recording
from mlscaffold.plan import PlannedFile, ProjectPlan
from tests.commands.projects import recorded, tree
from tests.projects.merge.projects import Project, kinds

NOTEBOOK = Path(__file__).parents[2] / "examples" / "who_buys" / "who_buys.ipynb"
BIG = PlannedFile("data/big.bin", b"\0" * 5000)
LONG = PlannedFile("data/long.csv", b"a,b\n" * 50_000)


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    made = without_recording(make(read(NOTEBOOK), sys.executable))
    return made.plan.with_files([BIG, LONG])


def committed(folder: Path, plan: ProjectPlan) -> Project:
    write_project(updatable(plan), folder)
    made = Project(folder, folder)
    made.git("init", "-q", "-b", "main")
    made.commit("As generated")
    return made


def test_there_is_nothing_to_update_at_first(tmp_path: Path, plan: ProjectPlan) -> None:
    made = committed(tmp_path / "p", plan)
    assert refresh(made.folder).text == "Nothing to update."


def test_a_component_in_and_out_again(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    made = committed(tmp_path / "p", plan)
    before = made.git("rev-parse", "HEAD^{tree}").strip()
    done = add(["port"], made.folder, components=among)
    assert done.status == 0
    assert set(kinds(done)) == {"Dockerfile", "README.md", "pyproject.toml", "src/who_buys/port.py"}
    made.commit()
    assert recorded(made, among) == ("base_image", "port")
    assert refresh(made.folder, components=among).text == "Nothing to update."
    assert remove(["port", "base_image"], made.folder, components=among).status == 0
    assert tree(made) == before


def test_its_tests_need_what_the_group_dev_has(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    import tomllib

    made = committed(tmp_path / "p", plan)
    add(["port"], made.folder, components=among)
    groups = tomllib.loads(made.read("pyproject.toml"))["dependency-groups"]
    assert list(groups) == ["dev"]
    assert "httpx>=0.28" in groups["dev"]


def test_files_of_which_only_hashes_are_kept_stay(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    made = committed(tmp_path / "p", plan)
    made.git("rm", "-q", BIG.path)
    made.write(LONG.path, LONG.content + b"mine\n")
    made.commit()
    done = add(["base_image"], made.folder, components=among)
    assert done.status == 0
    assert not {BIG.path, LONG.path} & kinds(done).keys()
    made.commit()
    assert not made.has(BIG.path)
    assert made.read(LONG.path).endswith("mine\n")
    assert refresh(made.folder, components=among).text == "Nothing to update."


def test_in_a_clone_without_history(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    made = committed(tmp_path / "p", plan)
    made.git("rm", "-q", BIG.path)
    made.commit()
    made.git("clone", "-q", "--depth=1", f"file://{made.folder}", str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone", tmp_path / "clone")
    done = add(["base_image"], clone.folder, components=among)
    assert (done.status, BIG.path in kinds(done)) == (0, False)
    assert not clone.has(BIG.path)


def test_newer_templates_come_and_the_rest_stays(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    version = f'version = "{__version__}"\ncomponents'.encode()
    aged = {
        file.path: replace(file, content=file.content.replace(version, b'version = "0.0.1"\ncomponents'))
        for file in plan.files
        if file.path != "SECURITY.md"
    }
    made = committed(tmp_path / "p", ProjectPlan(tuple(aged.values())))
    note = made.read("README.md")
    with pytest.raises(MlscaffoldError, match="update"):
        add(["base_image"], made.folder, components=among)
    done = refresh(made.folder, components=among)
    assert (done.status, kinds(done)) == (0, {"SECURITY.md": "taken", "pyproject.toml": "taken"})
    assert made.read("README.md") == note
    assert tree(made) == tree(committed(tmp_path / "today", plan))


def test_a_notebook_that_changed(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    made = committed(tmp_path / "p", plan)
    add(["port"], made.folder, components=among)
    made.edit("pyproject.toml", "[tool.mypy]\n", "[tool.mypy]\npretty = true\n")
    made.commit()
    shutil.copytree(NOTEBOOK.parent, tmp_path / "beside")
    notebook = tmp_path / "beside" / NOTEBOOK.name
    notebook.write_text(notebook.read_text().replace("age >= 18", "age >= 21"))
    today = without_recording(make(read(notebook), sys.executable)).plan.with_files([BIG, LONG])
    before = made.state()
    assert "age >= 21" in bring_hardened(today, made.folder, dry_run=True, components=among).text
    assert made.state() == before
    done = bring_hardened(today, made.folder, components=among)
    assert done.status == 0
    made.commit()
    assert recorded(made, among) == ("base_image", "port")
    assert "pretty = true" in made.read("pyproject.toml")
    assert "age >= 21" in "".join(file.read_text() for file in made.folder.glob("src/who_buys/*.py"))
    assert bring_hardened(today, made.folder, components=among).text == "Nothing to update."
    assert refresh(made.folder, components=among).text == "Nothing to update."


def test_a_file_that_the_templates_no_longer_have_goes(
    tmp_path: Path, plan: ProjectPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlscaffold.projects.merge import from_templates

    made = committed(tmp_path / "p", plan)
    render = from_templates.render_base
    monkeypatch.setattr(
        from_templates,
        "render_base",
        lambda answers: [file for file in render(answers) if file.path != "noxfile.py"],
    )
    assert kinds(refresh(made.folder)) == {"noxfile.py": "taken"}
    assert not made.has("noxfile.py")


def test_a_file_that_a_component_no_longer_has_goes(tmp_path: Path, plan: ProjectPlan, among: Path) -> None:
    made = committed(tmp_path / "p", plan)
    add(["base_image"], made.folder, components=among)
    made.commit()
    template = among / "base_image" / "{{ cookiecutter.project_slug }}"
    (template / "Dockerfile").rename(template / "Containerfile")
    assert refresh(made.folder, components=among).status == 0
    assert (made.has("Dockerfile"), made.has("Containerfile")) == (False, True)
    made.commit()
    assert remove(["base_image"], made.folder, components=among).status == 0
    assert tree(made) == made.git("rev-parse", "HEAD~2^{tree}").strip()


def test_a_project_without_a_model_is_told_why_it_cannot(
    tmp_path: Path, plan: ProjectPlan, among: Path
) -> None:
    made = committed(tmp_path / "p", plan)
    assert add(["picky"], made.folder, components=among).status == 0
    without = ProjectPlan(tuple(file for file in plan.files if not file.path.endswith("predict.py")))
    other = committed(tmp_path / "other", without)
    with pytest.raises(MlscaffoldError, match="cannot have picky: the notebook trains no model"):
        add(["picky"], other.folder, components=among)
