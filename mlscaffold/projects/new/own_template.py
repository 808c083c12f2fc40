"""Somebody's own cookiecutter template, from a folder or a Git address, as a plan."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.template import declared, read_folder

NAMES = ("project_slug", "project_name", "repo_name", "name")
"""What templates call a project's name."""

CLONING = 120
"""Seconds that a clone may take."""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A template that is not ours.

    Args:
        place: a folder, or a Git address.
        hooks: whether its hooks and extensions may run.
    """

    place: str
    hooks: bool


def render_own(
    template: OwnTemplate, name: str, answers: Mapping[str, Any]
) -> tuple[ProjectPlan, tuple[str, ...]]:
    """Return the files of a project that somebody else's template makes, and what is to be said of it.

    Args:
        template: where it is.
        name: the project's.
        answers: to what it asks; for the rest its defaults are taken.

    Raises:
        MlscaffoldError: it cannot be had or rendered, asks nothing of that name, or runs code and must not.
    """
    with _folder(template.place) as folder:
        settings = _settings(folder, template.place)
        if settings.get("_extensions") and not template.hooks:
            raise MlscaffoldError(
                f"it loads code: {', '.join(settings['_extensions'])}",
                where=template.place,
                hint="Read it, then allow it with --allow-hooks",
            )
        given = {key: name for key in NAMES if key in settings} | dict(answers)
        if unknown := sorted(given.keys() - settings.keys()):
            asked = ", ".join(key for key in settings if not key.startswith("_"))
            raise MlscaffoldError(
                f"it does not ask for {', '.join(unknown)}", where=template.place, hint=f"It asks for {asked}"
            )
        hooks = folder / "hooks"
        silent = hooks.is_dir() and any(hooks.iterdir()) and not template.hooks
        notes = ("Its hooks were not run; --allow-hooks runs them.",) if silent else ()
        return ProjectPlan(_generate(folder, given, template)), notes


def _generate(folder: Path, given: dict[str, Any], template: OwnTemplate) -> Any:
    """Render the template with cookiecutter as it is, in a folder that does not stay."""
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.generate import generate_context, generate_files
    from cookiecutter.prompt import prompt_for_config
    from jinja2 import TemplateError

    with tempfile.TemporaryDirectory() as made:
        try:
            context = generate_context(str(folder / "cookiecutter.json"), extra_context=given)
            context["cookiecutter"] = prompt_for_config(context, no_input=True)
            context["cookiecutter"]["_template"] = template.place
            whole = generate_files(str(folder), context, made, accept_hooks=template.hooks)
        except (CookiecutterException, TemplateError, ValueError, OSError) as error:
            raise MlscaffoldError(
                f"it cannot be rendered: {error}",
                where=template.place,
                hint="Mend the template, or the answers",
            ) from error
        files = read_folder(Path(whole))
        return tuple(file for file in files if not file.path.startswith(".git/"))


def _settings(folder: Path, place: str) -> dict[str, Any]:
    try:
        settings = declared(folder)
    except (OSError, ValueError) as error:
        raise MlscaffoldError(
            "it holds no cookiecutter.json that can be read",
            where=place,
            hint="Name the folder that holds it",
        ) from error
    return settings


def is_address(place: str) -> bool:
    """Say whether a place is a Git address, not a folder."""
    return place.startswith(("https://", "http://", "ssh://", "git://", "file://", "git@"))


@contextmanager
def _folder(place: str) -> Iterator[Path]:
    """Give the folder of a template; one that was cloned does not stay."""
    if not is_address(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "template"
        _clone(place, target)
        yield target


def _clone(address: str, target: Path) -> None:
    command = ["git", "clone", "--quiet", "--depth=1", "--", address, str(target)]
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0"}
    hint = "Check the address, and that `git clone` can read it without asking"
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=CLONING, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MlscaffoldError(f"git cannot clone it: {error}", where=address, hint=hint) from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise MlscaffoldError(f"git cannot clone it: {said[-1] if said else ''}", where=address, hint=hint)
