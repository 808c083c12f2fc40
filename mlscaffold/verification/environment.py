"""A fresh environment for a project, made from its own pyproject.toml and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.verification.sandbox import Ended, Sandbox


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter to run a project with.

    Args:
        python: its path.
        clean: whether it was made for the project from its own pyproject.toml.
        why_not: why it was not, as a sentence, "" where it was.
    """

    python: str
    clean: bool
    why_not: str = ""


def uv_program() -> str:
    """Return the path of uv: the one on PATH, else the one installed beside mlscaffold; "" where there is none."""
    found = shutil.which("uv")
    if found:
        return found
    try:
        import uv
    except ImportError:
        return ""
    try:
        return str(uv.find_uv_bin())
    except FileNotFoundError:
        return ""


def make_environment(
    sandbox: Sandbox, project: Path, python: str, package: str, name: str, look: Callable[[], None]
) -> Environment:
    """Make a fresh environment and install the project with its group `dev` into it, editable.

    Args:
        sandbox: where it is made.
        project: the project's folder.
        python: the notebook's interpreter: its version is taken, and it stands in where no environment can be made.
        package: the project's package; it is imported once, so that its libraries are compiled meanwhile.
        name: name of its folder.
        look: called again and again meanwhile.
    """
    folder = sandbox.folder / name
    inside = folder / ("Scripts/python.exe" if Path(python).suffix == ".exe" else "bin/python")
    for command in _commands(uv_program(), folder, inside, project, python):
        ended = sandbox.run(command, project, {"VIRTUAL_ENV": ""}, look)
        if ended.status:
            shutil.rmtree(folder, ignore_errors=True)
            return Environment(python, False, _why(ended))
    sandbox.run(
        [str(inside), "-c", f"import pytest, {package}.pipeline"], sandbox.folder, {"MPLBACKEND": "Agg"}, look
    )
    return Environment(str(inside), True)


def add(sandbox: Sandbox, environment: Environment, requirements: Sequence[str]) -> None:
    """Install distributions into an environment that was made for a project; another one stays as it is."""
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


def _why(ended: Ended) -> str:
    lines = [line.strip() for line in ended.text.splitlines() if line.strip()]
    return ended.why or (lines or [f"exit status {ended.status}"])[-1][:200]
