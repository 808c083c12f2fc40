"""The components keep what they promise: a service that answers as `predict` does, an image with no more than it needs."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, StrictUndefined

from mlscaffold.filesystem.writer import write_files, write_project
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import answers_of, make
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.template import context, render, render_base, render_layers, templates

COMPONENTS = templates() / "components"
NEW = answers_of(Choices("late-parcels"))
SERVED = replace(NEW, components=(*NEW.components, "serving", "docker"))
HARDENED = Answers("buys", "buys", model="model", requirements=("pandas",), components=("base", "serving"))

FROM_A_NOTEBOOK = {
    "config.py": """from dataclasses import dataclass

from ._folders import PROJECT as PROJECT

@dataclass(frozen=True)
class Config:
    pass
""",
    "pipeline.py": "FOLDER = SEED_FIELD = None\nSTAGES = ()\n",
}


def files(name: str, answers: Answers) -> dict[str, str]:
    """Return the texts of a component's files."""
    return {file.path: file.content.decode() for file in render(COMPONENTS / name, context(answers))}


def declared(name: str, answers: Answers) -> dict[str, Any]:
    """Return component.toml with its texts rendered."""
    environment = Environment(undefined=StrictUndefined, autoescape=False)

    def rendered(value: Any) -> Any:
        if isinstance(value, str):
            return environment.from_string(value).render(cookiecutter=context(answers))
        if isinstance(value, dict):
            return {key: rendered(item) for key, item in value.items()}
        return [rendered(item) for item in value] if isinstance(value, list) else value

    text = (COMPONENTS / name / "component.toml").read_text(encoding="utf-8")
    return dict(rendered(tomllib.loads(text)))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("answers", [NEW, SERVED, HARDENED], ids=["new", "both", "hardened"])
@pytest.mark.parametrize("name", ["docker", "serving"])
def test_what_a_component_declares_is_whole(name: str, answers: Answers) -> None:
    found = declared(name, answers)
    assert set(found) <= {"title", "requires", "refused", "after", "add", "append"}
    assert found["title"]
    assert found["after"].strip()
    for addition in found["append"]:
        assert addition["text"].strip()
    assert all((COMPONENTS / other).is_dir() for other in found["requires"])


def test_serving_says_why_it_cannot_be_had_without_a_model() -> None:
    assert "needs a model" in declared("serving", replace(HARDENED, model=""))["refused"]
    assert declared("serving", HARDENED)["refused"] == ""
    assert declared("serving", NEW)["refused"] == ""


# --- serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "late-parcels"
    write_project(make(Choices("late-parcels", components=("serving",))), folder)
    return folder


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as it comes from a notebook, as far as a service needs it."""
    folder = tmp_path_factory.mktemp("hardened") / "buys"
    written = (PlannedFile(f"src/buys/{name}", text.encode()) for name, text in FROM_A_NOTEBOOK.items())
    plan = (*render_base(HARDENED), *render(COMPONENTS / "serving", context(HARDENED)), *written)
    write_project(formatted(ProjectPlan(plan)), folder)
    return folder


@pytest.mark.parametrize("project", ["served", "hardened"])
def test_the_service_keeps_the_rules_of_its_project(project: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(project)
    own = [str(path) for path in (*folder.glob("src/*/service*.py"), folder / "tests" / "test_service.py")]
    assert len(own) == 4
    checked = run(folder, "ruff", "check", "--no-cache", *own)
    assert checked.returncode == 0, checked.stdout
    assert run(folder, "ruff", "format", "--no-cache", "--check", *own).returncode == 0


@pytest.mark.parametrize("project", ["served", "hardened"])
def test_the_service_passes_its_own_tests(project: str, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    pytest.importorskip("pandera")
    folder = request.getfixturevalue(project)
    done = run(folder, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_service.py")
    assert done.returncode == 0, done.stdout
    assert " skipped" not in done.stdout or sys.platform == "win32"


def test_the_types_of_the_service_are_right(served: Path) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    done = run(served, "mypy", "--cache-dir", os.devnull)
    assert done.returncode == 0, done.stdout


def test_the_hook_for_types_has_what_the_service_needs(served: Path) -> None:
    hooks = (served / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    needed = declared("serving", NEW)["add"]["pyproject.toml"]["project"]["dependencies"]
    assert all(f'- "{requirement}"' in hooks for requirement in needed)


# --- docker


def stages(answers: Answers) -> dict[str, list[tuple[str, str]]]:
    """Return the instructions of the Dockerfile by stage, in their order; the last one is named ""."""
    lines = files("docker", answers)["Dockerfile"].replace("\\\n", " ").splitlines()
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found[name] = [(word, base)]
        elif word.isupper():
            list(found.values())[-1].append((word, rest.strip()))
    return found


def said(stage: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for instruction, rest in stage if instruction == word]


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_the_image_has_the_python_that_the_project_asks_for(python: str) -> None:
    found = stages(answers_of(Choices("late-parcels", python=python)))
    assert [said(stage, "FROM")[0] for stage in found.values() if ":" in said(stage, "FROM")[0]] == [
        f"python:{python}-slim"
    ]


def test_the_image_is_made_apart_from_its_tools_and_runs_as_nobody_special() -> None:
    found = stages(SERVED)
    last = found[""]
    assert said(last, "FROM") == ["base"]
    assert said(found["build"], "FROM") == ["tools"]
    assert said(last, "RUN") == []
    assert "uv" not in " ".join(said(found["base"], "RUN"))
    assert last.index(("USER", "1000:1000")) < last.index(("CMD", said(last, "CMD")[0]))


def test_libraries_are_those_of_the_lock_file_without_tools() -> None:
    commands = [command for command in said(stages(NEW)["build"], "RUN") if "uv sync" in command]
    assert len(commands) == 2
    for command in commands:
        assert "--mount=type=cache," in command
        assert {"--locked", "--no-dev"} <= set(shlex.split(command))


def test_only_what_is_named_gets_into_the_image() -> None:
    ignored = files("docker", NEW)[".dockerignore"].splitlines()
    assert ignored[1] == "*"
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    copies = [
        rest.split()[:-1]
        for stage in stages(NEW).values()
        for rest in said(stage, "COPY")
        if not rest.startswith("--from=build")
    ]
    assert {source.rstrip("*") for sources in copies for source in sources} == allowed
    assert not allowed & {".", "data", "outputs", ".env", ".git"}


def test_with_the_service_the_image_serves_and_without_it_runs() -> None:
    serving, running = stages(SERVED)[""], stages(NEW)[""]
    assert json.loads(said(serving, "CMD")[0])[:3] == ["python", "-m", "late_parcels.service"]
    assert json.loads(said(running, "CMD")[0]) == ["python", "-m", "late_parcels", "run"]
    assert not said(running, "HEALTHCHECK")
    assert not said(running, "EXPOSE")
    source = files("serving", SERVED)["src/late_parcels/service.py"]
    (path,) = re.findall(r"'(/[a-z/]+)'", said(serving, "HEALTHCHECK")[0])
    assert f'"{path}"' in source
    assert f"default={said(serving, 'EXPOSE')[0]}" in source


@pytest.mark.parametrize("answers", [NEW, SERVED], ids=["runs", "serves"])
def test_compose_gives_no_container_more_than_it_needs(answers: Answers) -> None:
    compose = yaml.safe_load(files("docker", answers)["compose.yaml"])
    assert set(compose["services"]) == ({"pipeline", "service"} if answers is SERVED else {"pipeline"})
    for service in compose["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service.keys() & {"privileged", "user", "environment"}
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "./data:/app/data:ro" in compose["services"]["pipeline"]["volumes"]


def test_a_container_is_stopped_later_than_the_service_stops_itself() -> None:
    service = yaml.safe_load(files("docker", SERVED)["compose.yaml"])["services"]["service"]
    (grace,) = re.findall(
        r"^GRACE = (\d+)$", files("serving", SERVED)["src/late_parcels/service.py"], re.MULTILINE
    )
    assert int(service["stop_grace_period"].removesuffix("s")) > int(grace)
    assert service["read_only"]


def test_the_development_container_is_a_stage_of_the_same_file() -> None:
    made = files("docker", SERVED)
    container = json.loads(made[".devcontainer/devcontainer.json"])
    stage = stages(SERVED)[container["build"]["target"]]
    environment = " ".join(said(stage, "ENV"))
    place = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert f"UV_PROJECT_ENVIRONMENT={place.removesuffix('/bin/python')} " in environment
    assert f"--create-home {container['remoteUser']} " in " ".join(said(stages(SERVED)["base"], "RUN"))
    assert container["forwardPorts"] == [8000]
    assert "forwardPorts" not in json.loads(files("docker", NEW)[".devcontainer/devcontainer.json"])


@pytest.mark.parametrize(
    ("needed", "package"),
    [("lightgbm>=4", "libgomp1"), ("opencv-python", "libgl1"), ("opencv-python-headless", "")],
)
def test_libraries_of_the_system_come_with_those_that_need_them(needed: str, package: str) -> None:
    commands = " ".join(said(stages(replace(NEW, requirements=(needed,)))["base"], "RUN"))
    assert ("apt-get" in commands) == bool(package)
    assert package in commands


@pytest.mark.parametrize("answers", [NEW, SERVED, HARDENED], ids=["new", "both", "hardened"])
def test_what_the_workflows_get_fits_into_them(answers: Answers, tmp_path: Path) -> None:
    write_files(render_layers(answers, ("base",)), tmp_path / "made")
    texts = {}
    for addition in declared("docker", answers)["append"]:
        file = tmp_path / "made" / addition["path"]
        if file.suffix == ".yml":
            texts[file.name] = (known := file.read_text(encoding="utf-8")) + addition["text"]
            assert set(re.findall(r"uses: (\S+)", addition["text"])) <= set(re.findall(r"uses: (\S+)", known))
    jobs = yaml.safe_load(texts["ci.yml"])["jobs"]
    assert set(jobs) == {"check", "image"}
    assert jobs["image"]["permissions"] == {"contents": "read"}
    ecosystems = {
        update["package-ecosystem"] for update in yaml.safe_load(texts["dependabot.yml"])["updates"]
    }
    assert ecosystems == {"github-actions", "uv", "docker"}
