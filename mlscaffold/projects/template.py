"""Renders our own cookiecutter templates to planned files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from mlscaffold.plan import PlannedFile
from mlscaffold.projects.answers import Answers


def render_layers(answers: Answers, layers: Iterable[str]) -> tuple[PlannedFile, ...]:
    """Return the files of some of our templates, such as `base` and `starter`, by their folders' names."""
    values = context(answers)
    return tuple(file for layer in layers for file in render(templates() / layer, values))


@lru_cache(maxsize=2)
def render_base(answers: Answers) -> tuple[PlannedFile, ...]:
    """Return the files of a hardened notebook that do not depend on its code; a hardening asks more than once."""
    return (*render_layers(answers, ("base", "recording")), *render_predicting(answers))


def render_predicting(answers: Answers) -> tuple[PlannedFile, ...]:
    """Return what a hardened project has besides where its notebook trains a model."""
    return render_layers(answers, ("predicting",)) if answers.model else ()


def templates() -> Path:
    """Return the folder of the templates: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def context(answers: Answers) -> dict[str, Any]:
    """Return the answers under the names that cookiecutter.json declares."""
    return {
        "project_slug": answers.project_slug,
        "package": answers.package,
        "description": " ".join(answers.description.split()),
        "requires_python": answers.requires_python,
        "requirements": {"run": list(answers.requirements), "dev": list(answers.dev_requirements)},
        "license": answers.license,
        "author": answers.author,
        "email": answers.email,
        "url": answers.url,
        "strict": answers.strict,
        "model": answers.model,
        "mlscaffold": {
            "version": answers.version,
            "components": list(answers.components),
            "notebooks": dict(answers.notebooks),
        },
    }


def render(template: Path, values: dict[str, Any]) -> tuple[PlannedFile, ...]:
    """Render a cookiecutter template.

    Args:
        template: the folder that holds cookiecutter.json.
        values: the answers; those that are missing are an error, nobody is asked.

    Returns:
        The files, in the order of their paths, without what Python compiled into the template.
    """
    from mlscaffold.projects.renderer import generate_files

    settings = declared(template)
    private = {name: value for name, value in settings.items() if name.startswith("_")}
    with tempfile.TemporaryDirectory() as folder:
        made = generate_files(template, {"cookiecutter": values | private}, folder, accept_hooks=False)
        return read_folder(Path(made))


def declared(template: Path) -> dict[str, Any]:
    """Return what a template's cookiecutter.json declares."""
    import json

    settings: dict[str, Any] = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    return settings


def read_folder(folder: Path) -> tuple[PlannedFile, ...]:
    """Return the files in a folder as planned files, in the order of their paths."""
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    planned = (
        PlannedFile(path.relative_to(folder).as_posix(), path.read_bytes(), os.access(path, os.X_OK))
        for path in files
    )
    return tuple(sorted(planned))
