"""A hardened project gets components and newer templates; its code and data stay."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold import __version__
from mlscaffold.commands.add import add
from mlscaffold.commands.harden import merge_hardened, updatable
from mlscaffold.commands.remove import remove
from mlscaffold.commands.update import update
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_project
from mlscaffold.hardening.generate import Observations, generate
from mlscaffold.hardening.run_recorded_tests import without_recording
from mlscaffold.hardening.source import read
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.stages.opt_outs import NOTHING
from tests.commands.projects import recorded, tree
from tests.projects.merge.projects import Project, kinds

NOTEBOOK = Path(__file__).parents[2] / "examples" / "who_buys" / "who_buys.ipynb"
BIG = PlannedFile("data/big.bin", b"\0" * 5000)
LONG = PlannedFile("data/long.csv", b"a,b\n" * 50_000)


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    proof = PredictProof(("age",), 1, "order", ("at once",))
    observed = Observations(predict=proof)
    project = without_recording(generate(read(NOTEBOOK), sys.executable, NOTHING, observed))
    return project.plan.with_files([BIG, LONG])


def committed(folder: Path, plan: ProjectPlan) -> Project:
    write_project(updatable(plan), folder)
    project = Project(folder, folder)
    project.git("init", "-q", "-b", "main")
    project.commit("As generated")
    return project


def test_at_first_nothing_needs_an_update(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    assert update(project.folder).text == "Nothing to update."


def test_a_component_is_added_and_removed_again(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    before = project.git("rev-parse", "HEAD^{tree}").strip()
    result = add(["port"], project.folder)
    assert result.status == 0
    assert set(kinds(result)) == {"Dockerfile", "README.md", "pyproject.toml", "src/who_buys/port.py"}
    project.commit()
    assert recorded(project) == ("base_image", "port")
    assert update(project.folder).text == "Nothing to update."
    assert remove(["port", "base_image"], project.folder).status == 0
    assert tree(project) == before


def test_the_group_dev_has_the_requirements_of_its_tests(tmp_path: Path, plan: ProjectPlan) -> None:
    import tomllib

    project = committed(tmp_path / "p", plan)
    add(["port"], project.folder)
    groups = tomllib.loads(project.read("pyproject.toml"))["dependency-groups"]
    assert list(groups) == ["dev"]
    assert "httpx>=0.28" in groups["dev"]


def test_files_stored_as_hashes_stay(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    project.git("rm", "-q", BIG.path)
    project.write(LONG.path, LONG.content + b"mine\n")
    project.commit()
    result = add(["base_image"], project.folder)
    assert result.status == 0
    assert not {BIG.path, LONG.path} & kinds(result).keys()
    project.commit()
    assert not project.has(BIG.path)
    assert project.read(LONG.path).endswith("mine\n")
    assert update(project.folder).text == "Nothing to update."


def test_in_a_clone_without_history(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    project.git("rm", "-q", BIG.path)
    project.commit()
    project.git("clone", "-q", "--depth=1", f"file://{project.folder}", str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone", tmp_path / "clone")
    result = add(["base_image"], clone.folder)
    assert (result.status, BIG.path in kinds(result)) == (0, False)
    assert not clone.has(BIG.path)


def test_newer_templates_are_applied_and_other_files_stay(tmp_path: Path, plan: ProjectPlan) -> None:
    version = f'version = "{__version__}"\ncomponents'.encode()
    aged = {
        file.path: replace(file, content=file.content.replace(version, b'version = "0.0.1"\ncomponents'))
        for file in plan.files
        if file.path != "SECURITY.md"
    }
    project = committed(tmp_path / "p", ProjectPlan(tuple(aged.values())))
    note = project.read("README.md")
    with pytest.raises(MlscaffoldError, match="update"):
        add(["base_image"], project.folder)
    result = update(project.folder)
    assert (result.status, kinds(result)) == (0, {"SECURITY.md": "taken", "pyproject.toml": "taken"})
    assert project.read("README.md") == note
    assert tree(project) == tree(committed(tmp_path / "today", plan))


def test_a_notebook_that_changed(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    add(["port"], project.folder)
    project.edit("pyproject.toml", "[tool.mypy]\n", "[tool.mypy]\npretty = true\n")
    project.commit()
    shutil.copytree(NOTEBOOK.parent, tmp_path / "beside")
    notebook = tmp_path / "beside" / NOTEBOOK.name
    notebook.write_text(notebook.read_text().replace("age >= 18", "age >= 21"))
    today = without_recording(generate(read(notebook), sys.executable)).plan.with_files([BIG, LONG])
    before = project.state()
    assert "age >= 21" in merge_hardened(today, project.folder, dry_run=True).text
    assert project.state() == before
    result = merge_hardened(today, project.folder)
    assert result.status == 0
    project.commit()
    assert recorded(project) == ("base_image", "port")
    assert "pretty = true" in project.read("pyproject.toml")
    assert "age >= 21" in "".join(file.read_text() for file in project.folder.glob("src/who_buys/*.py"))
    assert merge_hardened(today, project.folder).text == "Nothing to update."
    assert update(project.folder).text == "Nothing to update."


def test_a_file_that_the_templates_no_longer_have_is_deleted(
    tmp_path: Path, plan: ProjectPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlscaffold.projects import rendered_project

    project = committed(tmp_path / "p", plan)
    render = rendered_project.render_base
    monkeypatch.setattr(
        rendered_project,
        "render_base",
        lambda answers: [file for file in render(answers) if file.path != "noxfile.py"],
    )
    assert kinds(update(project.folder)) == {"noxfile.py": "taken"}
    assert not project.has("noxfile.py")


def test_a_file_that_a_component_no_longer_has_is_deleted(
    tmp_path: Path, plan: ProjectPlan, templates: Path
) -> None:
    project = committed(tmp_path / "p", plan)
    add(["base_image"], project.folder)
    project.commit()
    template = templates / "base_image" / "{{ cookiecutter.project_slug }}"
    (template / "Dockerfile").rename(template / "Containerfile")
    assert update(project.folder).status == 0
    assert (project.has("Dockerfile"), project.has("Containerfile")) == (False, True)
    project.commit()
    assert remove(["base_image"], project.folder).status == 0
    assert tree(project) == project.git("rev-parse", "HEAD~2^{tree}").strip()


def test_a_project_without_a_model_is_refused_with_the_reason(tmp_path: Path, plan: ProjectPlan) -> None:
    project = committed(tmp_path / "p", plan)
    assert add(["picky"], project.folder).status == 0
    without = ProjectPlan(tuple(file for file in plan.files if not file.path.endswith("predict.py")))
    other = committed(tmp_path / "other", without)
    with pytest.raises(MlscaffoldError, match="cannot add picky: the notebook trains no model"):
        add(["picky"], other.folder)
