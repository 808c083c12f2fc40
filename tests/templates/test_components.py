"""The components work: the service answers as `predict` does, and the image contains only what it needs."""

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
from mlscaffold.projects.new.new_plan import answers_of, plan_new
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.template import context, render, render_base, render_layers, templates

COMPONENTS = templates() / "components"
NEW = answers_of(Choices("late-parcels"))
SERVED = replace(NEW, components=(*NEW.components, "serving", "docker"))
HARDENED = Answers(
    "buys", "buys", model="predictor", requirements=("pandas",), components=("base", "serving")
)

FROM_A_NOTEBOOK = {
    "config.py": """from dataclasses import dataclass

from ._runtime.artifacts import PROJECT as PROJECT

@dataclass(frozen=True)
class Config:
    pass
""",
    "pipeline.py": "FOLDER = SEED_FIELD = None\nSTAGES = ()\n",
    "row_features.py": 'Features = object\nTRAINED = "model"\nINPUTS = ()\nANSWERS = {}\n',
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
def test_a_component_declares_all_it_needs(name: str, answers: Answers) -> None:
    found = declared(name, answers)
    assert set(found) <= {"title", "requires", "refused", "after", "add", "append"}
    assert found["title"]
    assert found["after"].strip()
    for addition in found["append"]:
        assert addition["text"].strip()
    assert all((COMPONENTS / other).is_dir() for other in found["requires"])


def test_serving_is_refused_with_the_reason_without_a_model() -> None:
    assert "needs a model" in declared("serving", replace(HARDENED, model=""))["refused"]
    assert declared("serving", HARDENED)["refused"] == ""
    assert declared("serving", NEW)["refused"] == ""


# --- serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "late-parcels"
    write_project(plan_new(Choices("late-parcels", components=("serving",))), folder)
    return folder


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of a hardened project that a service needs."""
    folder = tmp_path_factory.mktemp("hardened") / "buys"
    written = (PlannedFile(f"src/buys/{name}", text.encode()) for name, text in FROM_A_NOTEBOOK.items())
    plan = (*render_base(HARDENED), *render(COMPONENTS / "serving", context(HARDENED)), *written)
    write_project(formatted(ProjectPlan(plan)), folder)
    return folder


@pytest.mark.parametrize("project", ["served", "hardened"])
def test_the_service_passes_the_linter_of_its_project(project: str, request: pytest.FixtureRequest) -> None:
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
    result = run(folder, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_service.py")
    assert result.returncode == 0, result.stdout
    assert " skipped" not in result.stdout or sys.platform == "win32"


def test_the_service_passes_the_type_check(served: Path) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    result = run(served, "mypy", "--cache-dir", os.devnull)
    assert result.returncode == 0, result.stdout


def test_the_type_check_hook_has_the_libraries_of_the_service(served: Path) -> None:
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


def instructions(stage: list[tuple[str, str]], word: str) -> list[str]:
    """Return the arguments of the instructions of one kind."""
    return [rest for instruction, rest in stage if instruction == word]


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_the_image_has_the_python_version_of_the_project(python: str) -> None:
    found = stages(answers_of(Choices("late-parcels", python=python)))
    assert [
        instructions(stage, "FROM")[0] for stage in found.values() if ":" in instructions(stage, "FROM")[0]
    ] == [f"python:{python}-slim"]


def test_the_image_has_no_build_tools_and_runs_as_an_ordinary_user() -> None:
    found = stages(SERVED)
    last = found[""]
    assert instructions(last, "FROM") == ["base"]
    assert instructions(found["build"], "FROM") == ["tools"]
    assert instructions(last, "RUN") == []
    assert "uv" not in " ".join(instructions(found["base"], "RUN"))
    assert last.index(("USER", "1000:1000")) < last.index(("CMD", instructions(last, "CMD")[0]))


def test_libraries_come_from_the_lock_file_without_development_tools() -> None:
    commands = [command for command in instructions(stages(NEW)["build"], "RUN") if "uv sync" in command]
    assert len(commands) == 2
    for command in commands:
        assert "--mount=type=cache," in command
        assert {"--locked", "--no-dev"} <= set(shlex.split(command))


def test_only_listed_files_get_into_the_image() -> None:
    ignored = files("docker", NEW)[".dockerignore"].splitlines()
    assert ignored[1] == "*"
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    copies = [
        rest.split()[:-1]
        for stage in stages(NEW).values()
        for rest in instructions(stage, "COPY")
        if not rest.startswith("--from=build")
    ]
    assert {source.rstrip("*") for sources in copies for source in sources} == allowed
    assert not allowed & {".", "data", "outputs", ".env", ".git"}


def test_the_image_serves_with_the_service_and_runs_without() -> None:
    serving, running = stages(SERVED)[""], stages(NEW)[""]
    assert json.loads(instructions(serving, "CMD")[0])[:3] == ["python", "-m", "late_parcels.service"]
    assert json.loads(instructions(running, "CMD")[0]) == ["python", "-m", "late_parcels", "run"]
    assert not instructions(running, "HEALTHCHECK")
    assert not instructions(running, "EXPOSE")
    source = files("serving", SERVED)["src/late_parcels/service.py"]
    (path,) = re.findall(r"'(/[a-z/]+)'", instructions(serving, "HEALTHCHECK")[0])
    assert f'"{path}"' in source
    assert f"default={instructions(serving, 'EXPOSE')[0]}" in source


@pytest.mark.parametrize("answers", [NEW, SERVED], ids=["runs", "serves"])
def test_containers_have_no_privileges_they_do_not_need(answers: Answers) -> None:
    compose = yaml.safe_load(files("docker", answers)["compose.yaml"])
    assert set(compose["services"]) == ({"pipeline", "service"} if answers is SERVED else {"pipeline"})
    for service in compose["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service.keys() & {"privileged", "user", "environment"}
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "./data:/app/data:ro" in compose["services"]["pipeline"]["volumes"]


def test_the_service_stops_before_its_container_is_killed() -> None:
    service = yaml.safe_load(files("docker", SERVED)["compose.yaml"])["services"]["service"]
    (grace,) = re.findall(
        r"^GRACE = (\d+)$", files("serving", SERVED)["src/late_parcels/service.py"], re.MULTILINE
    )
    assert int(service["stop_grace_period"].removesuffix("s")) > int(grace)
    assert service["read_only"]


def test_the_development_container_is_a_stage_of_the_same_file() -> None:
    generated = files("docker", SERVED)
    container = json.loads(generated[".devcontainer/devcontainer.json"])
    stage = stages(SERVED)[container["build"]["target"]]
    environment = " ".join(instructions(stage, "ENV"))
    place = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert f"UV_PROJECT_ENVIRONMENT={place.removesuffix('/bin/python')} " in environment
    assert f"--create-home {container['remoteUser']} " in " ".join(
        instructions(stages(SERVED)["base"], "RUN")
    )
    assert container["forwardPorts"] == [8000]
    assert "forwardPorts" not in json.loads(files("docker", NEW)[".devcontainer/devcontainer.json"])


@pytest.mark.parametrize(
    ("needed", "package"),
    [("lightgbm>=4", "libgomp1"), ("opencv-python", "libgl1"), ("opencv-python-headless", "")],
)
def test_system_libraries_are_installed_if_a_requirement_needs_them(needed: str, package: str) -> None:
    commands = " ".join(instructions(stages(replace(NEW, requirements=(needed,)))["base"], "RUN"))
    assert ("apt-get" in commands) == bool(package)
    assert package in commands


@pytest.mark.parametrize("answers", [NEW, SERVED, HARDENED], ids=["new", "both", "hardened"])
def test_additions_fit_into_the_workflows(answers: Answers, tmp_path: Path) -> None:
    write_files(render_layers(answers, ("base",)), tmp_path / "project")
    texts = {}
    for addition in declared("docker", answers)["append"]:
        file = tmp_path / "project" / addition["path"]
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
