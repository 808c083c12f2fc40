"""A fresh environment for a project, made from its own pyproject.toml and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter to run a project with.

    Args:
        python: its path.
        clean: whether it was created for the project from its own pyproject.toml.
        why_not: the reason if it was not, as a sentence, else "".
    """

    python: str
    clean: bool
    why_not: str = ""


def uv_program() -> str:
    """Return the path of uv: the one on PATH, else the one installed beside mlscaffold; "" where there is none."""
    from uv import find_uv_bin

    try:
        return shutil.which("uv") or str(find_uv_bin())
    except FileNotFoundError:
        return ""


def make_environment(sandbox: Sandbox, project: Path, python: str, name: str) -> Environment:
    """Create an environment, and install the project with its group `dev` into it, editable.

    Args:
        sandbox: where it is created.
        project: the project's folder.
        python: the notebook's interpreter: it sets the version, and replaces an environment that cannot be created.
        name: name of its folder.
    """
    folder = sandbox.folder / name
    inside = folder / ("Scripts/python.exe" if Path(python).suffix == ".exe" else "bin/python")
    for command in _commands(uv_program(), folder, inside, project, python):
        ended = sandbox.run(command, project, {"VIRTUAL_ENV": ""})
        if ended.status:
            shutil.rmtree(folder, ignore_errors=True)
            return Environment(python, False, ended.reason)
    return Environment(str(inside), True)


def load(sandbox: Sandbox, environment: Environment, modules: Sequence[str]) -> None:
    """Import modules once, which compiles them ahead of runs that begin at the same time.

    Args:
        sandbox: where that runs.
        environment: an environment that was created for a project; any other is left alone.
        modules: the modules, in order.
    """
    if environment.clean:
        spec = {"out": str(sandbox.folder / "loaded"), "modules": list(modules)}
        run_probe(sandbox, environment.python, "load", spec, sandbox.folder, {})


def add(sandbox: Sandbox, environment: Environment, requirements: Sequence[str]) -> None:
    """Install distributions into an environment that was created for a project; any other is left alone."""
    if environment.clean and requirements:
        command = [*_installer(uv_program(), environment.python), *requirements]
        sandbox.run(command, sandbox.folder, {"VIRTUAL_ENV": ""})


def _installer(uv: str, python: str) -> list[str]:
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", python]
    return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _commands(uv: str, folder: Path, inside: Path, project: Path, python: str) -> list[list[str]]:
    group = f"{project / 'pyproject.toml'}:dev"
    install = _installer(uv, str(inside))
    project_itself = [*install, "--editable", str(project), "--group", group]
    if uv:
        return [[uv, "venv", "--quiet", "--python", python, str(folder)], project_itself]
    return [[python, "-m", "venv", str(folder)], [*install, "--upgrade", "pip>=25.1"], project_itself]
