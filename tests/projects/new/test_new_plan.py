"""The files of a new project, for all choices."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold import __version__
from mlscaffold.filesystem.writer import write_files
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components import component
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices
from mlscaffold.projects.new.new_plan import answers_of, plan_new
from mlscaffold.projects.snapshot import SNAPSHOT, with_snapshot
from tests.commands.projects import components

MOST_FILES = 48
"""With the lock file and the record of what was rendered."""


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    return plan_new(Choices("late-parcels"))


def text(plan: ProjectPlan, path: str) -> str:
    [file] = [file for file in plan.files if file.path == path]
    return file.content.decode()


def settings(**choices: Any) -> dict[str, Any]:
    return tomllib.loads(text(plan_new(Choices("late-parcels", **choices)), "pyproject.toml"))


def test_it_has_few_files_and_none_is_empty(plan: ProjectPlan) -> None:
    assert len(with_snapshot(plan).files) < MOST_FILES
    assert [file.path for file in plan.files if not file.content] == ["src/late_parcels/py.typed"]


def test_it_has_the_documented_files(plan: ProjectPlan) -> None:
    modules = "config data schema features train evaluate predict pipeline __main__"
    expected = {f"src/late_parcels/{name}.py" for name in modules.split()} | {
        ".env.example",
        ".gitattributes",
        ".github/dependabot.yml",
        ".github/workflows/ci.yml",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "LICENSE",
        "MODEL_CARD.md",
        "README.md",
        "SECURITY.md",
        "docs/adr/0001-stages-are-plain-functions.md",
        "docs/runbook.md",
        "notebooks/candidate/trees.ipynb",
        "notebooks/explore/README.md",
        "noxfile.py",
        "tests/test_model.py",
    }
    assert expected <= {file.path for file in plan.files}
    assert not [file.path for file in plan.files if "recorded" in file.path or "cookiecutter" in file.path]


def test_no_placeholder_remains(plan: ProjectPlan) -> None:
    texts = {file.path: file.content.decode() for file in plan.files if not file.path.endswith("ci.yml")}
    assert not [path for path, content in texts.items() if "{{" in content or "{%" in content]
    assert not [path for path, content in texts.items() if content and not content.endswith("\n")]


@pytest.mark.parametrize("name", ["x", "late-parcels", "a" * 50])
def test_it_passes_its_checks_with_any_name(name: str, tmp_path: Path) -> None:
    from ruff.__main__ import find_ruff_bin

    write_files(plan_new(Choices(name)).files, tmp_path / "project")
    for words in (["check"], ["format", "--check"]):
        result = subprocess.run(
            [find_ruff_bin(), *words, "--no-cache"],
            check=False,
            cwd=tmp_path / "project",
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", LICENSES)
def test_each_licence_has_its_text_and_its_expression(name: str) -> None:
    new_plan = plan_new(Choices("late-parcels", license=name, author="Ada"))
    project = tomllib.loads(text(new_plan, "pyproject.toml"))["project"]
    assert project["license"] == {"proprietary": "LicenseRef-Proprietary"}.get(name, name)
    assert project["license-files"] == ["LICENSE"]
    assert ("Private :: Do Not Upload" in project["classifiers"]) == (name == "proprietary")
    words = {"MIT": "MIT License", "Apache-2.0": "Version 2.0, January 2004", "BSD-3-Clause": "BSD 3-Clause"}
    assert words.get(name, "All rights reserved") in text(new_plan, "LICENSE")


def test_the_author_is_in_it() -> None:
    choices = {"author": 'Ada "L" \\', "email": "ada@example.org", "url": "https://example.org/p"}
    project = settings(**choices)["project"]
    assert project["authors"] == [{"name": 'Ada "L" \\', "email": "ada@example.org"}]
    assert project["urls"] == {"Source": "https://example.org/p"}


def test_open_choices_leave_no_empty_texts() -> None:
    project = settings()["project"]
    assert not {"authors", "urls"} & project.keys()


@pytest.mark.parametrize("python", PYTHONS)
def test_it_is_tested_on_the_oldest_python_and_the_newest(python: str) -> None:
    new_plan = plan_new(Choices("late-parcels", python=python))
    workflow = yaml.safe_load(text(new_plan, ".github/workflows/ci.yml"))
    matrix = workflow["jobs"]["check"]["strategy"]["matrix"]["python"]
    assert matrix == list(dict.fromkeys([python, PYTHONS[-1]]))
    assert tomllib.loads(text(new_plan, "pyproject.toml"))["project"]["requires-python"] == f">={python}"


def test_its_version_and_components_are_in_it() -> None:
    new_plan = settings()["tool"]["mlscaffold"]
    assert (new_plan["version"], new_plan["components"]) == (__version__, ["base", "starter"])
    assert list(new_plan["lifecycle"]) == ["explore", "candidate", "production"]


def test_a_component_is_added(plan: ProjectPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = components(tmp_path)
    monkeypatch.setattr(component, "components_folder", lambda: folder)
    new_plan = plan_new(Choices("late-parcels", components=("port",)))
    here = {file.path: file.content for file in with_snapshot(new_plan).files}
    fresh = here.keys() - {file.path for file in plan.files}
    assert fresh == {"Dockerfile", "src/late_parcels/port.py", SNAPSHOT}
    listed = tomllib.loads(here["pyproject.toml"].decode())["tool"]["mlscaffold"]["components"]
    assert listed == ["base", "starter", "base_image", "port"]


def test_the_record_is_neither_ignored_nor_shown_line_by_line(plan: ProjectPlan, tmp_path: Path) -> None:
    write_files(with_snapshot(plan).files, tmp_path / "p")
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path / "p", check=True)
    attributes = subprocess.run(
        ["git", "check-attr", "binary", "filter", "--", SNAPSHOT],
        cwd=tmp_path / "p",
        check=True,
        capture_output=True,
        text=True,
    )
    assert attributes.stdout == f"{SNAPSHOT}: binary: set\n{SNAPSHOT}: filter: unset\n"
    files = subprocess.run(
        ["git", "ls-files"], cwd=tmp_path / "p", check=True, capture_output=True, text=True
    )
    assert SNAPSHOT in files.stdout.splitlines()


def test_each_segment_has_files_and_a_gate(plan: ProjectPlan) -> None:
    lifecycle = tomllib.loads(text(plan, "pyproject.toml"))["tool"]["mlscaffold"]["lifecycle"]
    for segment in lifecycle.values():
        assert segment["gate"]
        assert [f for f in plan.files if f.path.startswith(tuple(f"{path}/" for path in segment["paths"]))]


def test_the_card_holds_the_metrics_of_the_baseline(plan: ProjectPlan) -> None:
    metrics = json.loads(text(plan, "baseline.json"))
    assert metrics
    for name, value in metrics.items():
        assert f"| {name} | {value:.3f} |" in text(plan, "MODEL_CARD.md")


def test_each_setting_is_in_the_environment_example(plan: ProjectPlan) -> None:
    config = text(plan, "src/late_parcels/config.py").partition("class Config")[2]
    fields = [line.split(":")[0].strip() for line in config.splitlines() if ": " in line and " = " in line]
    lines = text(plan, ".env.example").splitlines()
    assert [line.split("=")[0] for line in lines if line.startswith("#LATE")] == [
        f"#LATE_PARCELS_{name.upper()}" for name in fields
    ]


def test_the_workflow_has_only_read_permission(plan: ProjectPlan) -> None:
    workflow = yaml.safe_load(text(plan, ".github/workflows/ci.yml"))
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]
    steps = workflow["jobs"]["check"]["steps"]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)


def test_the_data_are_the_output_of_the_script(plan: ProjectPlan) -> None:
    import importlib.util

    file = Path(__file__).resolve().parents[3] / "scripts" / "starter_data.py"
    spec = importlib.util.spec_from_file_location("starter_data", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.text() == text(plan, "data/parcels.csv")


def test_the_same_choices_give_the_same_project(plan: ProjectPlan) -> None:
    assert plan_new(Choices("late-parcels")) == plan
    assert answers_of(Choices("late-parcels")).strict
