"""What a new project is made of, whatever was chosen."""

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
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices
from mlscaffold.projects.new.new_plan import answers_of, make
from mlscaffold.projects.snapshot import SNAPSHOT, with_snapshot
from tests.commands.projects import components

MOST_FILES = 45
"""With the lock file and the record of what was rendered."""


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    return make(Choices("late-parcels"))


def text(plan: ProjectPlan, path: str) -> str:
    [file] = [file for file in plan.files if file.path == path]
    return file.content.decode()


def settings(**choices: Any) -> dict[str, Any]:
    return tomllib.loads(text(make(Choices("late-parcels", **choices)), "pyproject.toml"))


def test_it_has_few_files_and_each_has_something_in_it(plan: ProjectPlan) -> None:
    assert len(with_snapshot(plan).files) < MOST_FILES
    assert [file.path for file in plan.files if not file.content] == ["src/late_parcels/py.typed"]


def test_it_has_what_is_promised(plan: ProjectPlan) -> None:
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
    assert not [file.path for file in plan.files if "recording" in file.path or "cookiecutter" in file.path]


def test_no_text_is_left_to_be_filled(plan: ProjectPlan) -> None:
    texts = {file.path: file.content.decode() for file in plan.files if not file.path.endswith("ci.yml")}
    assert not [path for path, content in texts.items() if "{{" in content or "{%" in content]
    assert not [path for path, content in texts.items() if content and not content.endswith("\n")]


@pytest.mark.parametrize("name", ["x", "late-parcels", "a" * 50])
def test_it_is_clean_whatever_its_name(name: str, tmp_path: Path) -> None:
    from ruff.__main__ import find_ruff_bin

    write_files(make(Choices(name)).files, tmp_path / "project")
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [find_ruff_bin(), *words, "--no-cache"],
            check=False,
            cwd=tmp_path / "project",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LICENSES)
def test_each_licence_has_its_text_and_its_expression(name: str) -> None:
    made = make(Choices("late-parcels", license=name, author="Ada"))
    project = tomllib.loads(text(made, "pyproject.toml"))["project"]
    assert project["license"] == {"proprietary": "LicenseRef-Proprietary"}.get(name, name)
    assert project["license-files"] == ["LICENSE"]
    assert ("Private :: Do Not Upload" in project["classifiers"]) == (name == "proprietary")
    words = {"MIT": "MIT License", "Apache-2.0": "Version 2.0, January 2004", "BSD-3-Clause": "BSD 3-Clause"}
    assert words.get(name, "All rights reserved") in text(made, "LICENSE")


def test_who_makes_it_stands_in_it() -> None:
    choices = {"author": 'Ada "L" \\', "email": "ada@example.org", "url": "https://example.org/p"}
    project = settings(**choices)["project"]
    assert project["authors"] == [{"name": 'Ada "L" \\', "email": "ada@example.org"}]
    assert project["urls"] == {"Source": "https://example.org/p"}


def test_nothing_is_said_of_what_nobody_gave() -> None:
    project = settings()["project"]
    assert not {"authors", "urls"} & project.keys()


@pytest.mark.parametrize("python", PYTHONS)
def test_it_is_tested_on_the_oldest_python_and_the_newest(python: str) -> None:
    made = make(Choices("late-parcels", python=python))
    workflow = yaml.safe_load(text(made, ".github/workflows/ci.yml"))
    matrix = workflow["jobs"]["check"]["strategy"]["matrix"]["python"]
    assert matrix == list(dict.fromkeys([python, PYTHONS[-1]]))
    assert tomllib.loads(text(made, "pyproject.toml"))["project"]["requires-python"] == f">={python}"


def test_what_it_is_made_from_stands_in_it() -> None:
    made = settings()["tool"]["mlscaffold"]
    assert (made["version"], made["components"]) == (__version__, ["base", "starter"])
    assert list(made["lifecycle"]) == ["explore", "candidate", "production"]


def test_a_component_is_put_in(plan: ProjectPlan, tmp_path: Path) -> None:
    made = make(Choices("late-parcels", components=("port",)), components(tmp_path))
    here = {file.path: file.content for file in with_snapshot(made).files}
    fresh = here.keys() - {file.path for file in plan.files}
    assert fresh == {"Dockerfile", "src/late_parcels/port.py", SNAPSHOT}
    listed = tomllib.loads(here["pyproject.toml"].decode())["tool"]["mlscaffold"]["components"]
    assert listed == ["base", "starter", "base_image", "port"]


def test_the_record_is_neither_ignored_nor_shown_line_by_line(plan: ProjectPlan, tmp_path: Path) -> None:
    write_files(with_snapshot(plan).files, tmp_path / "p")
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path / "p", check=True)
    told = subprocess.run(
        ["git", "check-attr", "binary", "filter", "--", SNAPSHOT],
        cwd=tmp_path / "p",
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == f"{SNAPSHOT}: binary: set\n{SNAPSHOT}: filter: unset\n"
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


def test_each_setting_stands_in_the_example_of_an_environment(plan: ProjectPlan) -> None:
    config = text(plan, "src/late_parcels/config.py").partition("class Config")[2]
    fields = [line.split(":")[0].strip() for line in config.splitlines() if ": " in line and " = " in line]
    lines = text(plan, ".env.example").splitlines()
    assert [line.split("=")[0] for line in lines if line.startswith("#LATE")] == [
        f"#LATE_PARCELS_{name.upper()}" for name in fields
    ]


def test_the_workflow_may_read_and_no_more(plan: ProjectPlan) -> None:
    workflow = yaml.safe_load(text(plan, ".github/workflows/ci.yml"))
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]
    steps = workflow["jobs"]["check"]["steps"]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)


def test_the_data_are_those_that_the_script_makes(plan: ProjectPlan) -> None:
    import importlib.util

    file = Path(__file__).resolve().parents[2] / "scripts" / "starter_data.py"
    spec = importlib.util.spec_from_file_location("starter_data", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.text() == text(plan, "data/parcels.csv")


def test_the_same_choices_make_the_same_project(plan: ProjectPlan) -> None:
    assert make(Choices("late-parcels")) == plan
    assert answers_of(Choices("late-parcels")).strict
