"""Renders our own cookiecutter templates to planned files."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import PARTS, Answers

UNUSED = {
    "rich.prompt": ("InvalidResponse",),
    "cookiecutter.prompt": ("YesNoPrompt",),
    "arrow": (),
    "slugify": ("slugify",),
    "slugify.slugify": ("DEFAULT_SEPARATOR",),
}
"""Modules for questions, times and slugs, which our templates do not use, and the names imported from them."""
RECORDED = "tests/recorded.json"
"""The recorded values of a hardened project's tests."""
CACHES = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"})
"""Folders that tools leave beside our templates."""
SUPPORT = ("tests/recorded_", "tests/conftest.py", "tests/raw_rows.py", "tests/recording/")
"""Files of a hardened project that only recorded tests need; the last is a folder of earlier versions."""


def render_layers(answers: Answers, layers: Iterable[str]) -> tuple[PlannedFile, ...]:
    """Return the files of some of our templates, such as `base` and `starter`, by folder name."""
    values = context(answers)
    return tuple(file for layer in layers for file in render(templates() / layer, values))


@lru_cache(maxsize=2)  # a hardening renders the same answers several times
def render_base(answers: Answers) -> tuple[PlannedFile, ...]:
    """Return the files of a hardened project that do not depend on the notebook's code."""
    return (*render_layers(answers, ("base", "recording")), *render_predicting(answers))


def render_predicting(answers: Answers) -> tuple[PlannedFile, ...]:
    """Return the extra files of a hardened project whose notebook trains a model."""
    return render_layers(answers, ("predicting",)) if answers.model else ()


def has_recorded_tests(plan: ProjectPlan) -> bool:
    """Return whether a project has recorded tests."""
    return any(file.path == RECORDED for file in plan.files)


def supports_recorded_tests(path: str) -> bool:
    """Return whether only recorded tests need a file of the project."""
    return path.startswith(SUPPORT)


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
        "parts": {name: name in answers.parts for name in PARTS},
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
        values: the answers; a missing one is an error, not a question.

    Returns:
        The files, in the order of their paths, without bytecode that Python compiled into the template.
    """
    settings = read_settings(template)
    private = {name: value for name, value in settings.items() if name.startswith("_")}
    with temporary_folder() as folder:
        project = generate_files(
            template, {"cookiecutter": values | private}, str(folder), accept_hooks=False
        )
        return read_folder(Path(project))


def generate_files(*arguments: Any, **options: Any) -> str:
    """Call `cookiecutter.generate.generate_files`, and return the folder that it creates.

    Imported without the modules that only ask questions, which would cost half of a hardening's time. Measured, CPU time
    on top of what mlscaffold has loaded anyway: 0.41 s for `cookiecutter.generate` as it is, 0.15 s this way.
    """
    with _stubs():
        from cookiecutter import generate

        import_module("cookiecutter.extensions")
    return str(generate.generate_files(*arguments, **options))


@contextmanager
def _stubs() -> Iterator[None]:
    """Replace the unused modules by empty ones while others are imported."""
    stubs = {name: _stub(name, names) for name, names in UNUSED.items() if name not in sys.modules}
    sys.modules.update(stubs)
    try:
        yield
    finally:
        for name in stubs:
            del sys.modules[name]


def _stub(name: str, names: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name)
    for one in names:
        setattr(module, one, object)
    return module


def read_settings(template: Path) -> dict[str, Any]:
    """Return the content of a template's cookiecutter.json."""
    import json

    settings: dict[str, Any] = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    return settings


def read_folder(folder: Path) -> tuple[PlannedFile, ...]:
    """Return the files in a folder as planned files, in the order of their paths."""
    found = folder.rglob("*")  # noqa: MLS206 sorted below
    files = [path for path in found if path.is_file() and not CACHES & {*path.parts}]
    planned = (
        PlannedFile(path.relative_to(folder).as_posix(), path.read_bytes(), os.access(path, os.X_OK))
        for path in files
    )
    return tuple(sorted(planned))
