"""Small components, and projects in repositories, for the tests of commands."""

from __future__ import annotations

import json
from pathlib import Path

from mlscaffold.filesystem.writer import write_project
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import plan_new
from mlscaffold.projects.rendered_project import read_project
from mlscaffold.projects.snapshot import with_snapshot
from tests.projects.merge.projects import Project

PORT = '''
title = "Answers over a port"
requires = ["base_image"]
after = "Start it with python -m {{ cookiecutter.package }}.port"

[add."pyproject.toml"]
project.dependencies = ["fastapi>=0.115", "pandas>=2", "uvicorn>=0.30"]
project.scripts.port = "{{ cookiecutter.package }}.port:main"
project.description = "ignored, as there is one"
dependency-groups.test = ["httpx>=0.28"]
tool.mypy.overrides = [{ module = ["uvicorn.*"], ignore_missing_imports = true }]
tool.ruff.lint.per-file-ignores."src/{{ cookiecutter.package }}/port.py" = ["S104"]
tool.port.limits.size = 3

[[append]]
path = "README.md"
text = """
## Port

`{{ cookiecutter.package }}` answers there.
"""

[[append]]
path = ".env.example"
text = "#PORT=8000"
'''
IMAGE = """
title = "An image"
after = "docker build ."

[add."pyproject.toml"]
project.dependencies = ["uvicorn>=0.30"]
tool.port.base = "slim"

[[append]]
path = "README.md"
text = "An image is made."
"""
PICKY = """
title = "Something for models"
refused = "{% if not cookiecutter.strict and not cookiecutter.model %}the notebook trains no model{% endif %}"
"""
PLANS: dict[tuple[str, ...], ProjectPlan] = {}
"""Rendered once: the components are the same in each folder."""

CODE = '''"""Answers."""

def main() -> None:
    """Answer."""
    print( '{{ cookiecutter.package }}' )  # noqa: T201
'''


def component(folder: Path, name: str, settings: str, files: dict[str, str]) -> None:
    """Write a component's template."""
    home = folder / name
    home.mkdir(parents=True)
    for path, content in files.items():
        place = home / "{{ cookiecutter.project_slug }}" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    (home / "cookiecutter.json").write_text(json.dumps({"project_slug": "x", "package": "x"}))
    (home / "component.toml").write_text(settings)


def components(folder: Path) -> Path:
    """Write three small components, and return their folder."""
    image = {
        "Dockerfile": "{% if 'port' in cookiecutter.mlscaffold.components %}PORT{% else %}RUN{% endif %}\n"
    }
    component(folder, "base_image", IMAGE, image)
    component(folder, "port", PORT, {"src/{{ cookiecutter.package }}/port.py": CODE})
    component(folder, "picky", PICKY, {"picky.txt": "x\n"})
    return folder


def new_project(folder: Path, *names: str) -> Project:
    """Create and commit a project with some of the three components."""
    if names not in PLANS:
        PLANS[names] = plan_new(Choices("late-parcels", author='Ada "L"', components=names))
    write_project(with_snapshot(PLANS[names]), folder)
    project = Project(folder, folder)
    project.git("init", "-q", "-b", "main")
    project.commit("As generated")
    return project


def tree(project: Project) -> str:
    """Return the hash of the staged tree."""
    return project.git("write-tree").strip()


def recorded(project: Project) -> tuple[str, ...]:
    """Return the components in the snapshot."""
    return read_project(project.folder).specification.components
