"""Renders the user's own cookiecutter template, from a folder or a Git URL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import Git, text
from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.template import read_folder, read_settings

NAME_KEYS = ("project_slug", "project_name", "repo_name", "name")
"""The keys that templates use for a project's name."""

CLONE_TIMEOUT = 120
"""Seconds for a clone. Chosen by judgement: a template is small, and a shallow clone of it takes seconds."""


@dataclass(frozen=True, slots=True)
class CustomTemplate:
    """A template of the user.

    Args:
        source: a folder, or a Git URL.
        hooks: whether its hooks and extensions may run.
    """

    source: str
    hooks: bool


def render_custom(
    template: CustomTemplate, name: str, answers: Mapping[str, Any]
) -> tuple[ProjectPlan, tuple[str, ...]]:
    """Return the files of a project from the user's template, and notes for the user.

    Args:
        template: the template.
        name: the project's name.
        answers: answers to its questions; defaults apply to the rest.

    Raises:
        MlscaffoldError: it cannot be read or rendered, a question is unknown, or it runs code without permission.
    """
    with _folder(template.source) as folder:
        settings = _settings(folder, template.source)
        if settings.get("_extensions") and not template.hooks:
            what, hint = "the template loads code", "Review it, then allow it with --allow-hooks"
            code = ", ".join(settings["_extensions"])
            raise MlscaffoldError(f"{what}: {code}", where=template.source, hint=hint)
        values = {key: name for key in NAME_KEYS if key in settings} | dict(answers)
        if unknown := sorted(values.keys() - settings.keys()):
            keys = ", ".join(key for key in settings if not key.startswith("_"))
            what = f"the template has no question {', '.join(unknown)}"
            raise MlscaffoldError(what, where=template.source, hint=f"Its questions: {keys}")
        hooks = folder / "hooks"
        skipped = hooks.is_dir() and any(hooks.iterdir()) and not template.hooks
        notes = ("The template's hooks were not run; run them with --allow-hooks.",) if skipped else ()
        return ProjectPlan(_generate(folder, values, template)), notes


def is_url(source: str) -> bool:
    """Return whether a source is a Git URL, not a folder."""
    return source.startswith(("https://", "http://", "ssh://", "git://", "file://", "git@"))


def _generate(folder: Path, values: dict[str, Any], template: CustomTemplate) -> tuple[PlannedFile, ...]:
    """Render the template with unmodified cookiecutter, in a temporary folder."""
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.generate import generate_context, generate_files
    from cookiecutter.prompt import prompt_for_config
    from jinja2 import TemplateError

    with temporary_folder() as output:
        try:
            context = generate_context(str(folder / "cookiecutter.json"), extra_context=values)
            context["cookiecutter"] = prompt_for_config(context, no_input=True)
            context["cookiecutter"]["_template"] = template.source
            project = generate_files(str(folder), context, str(output), accept_hooks=template.hooks)
        except (CookiecutterException, TemplateError, ValueError, OSError) as error:
            what, hint = f"the template cannot be rendered: {error}", "Fix the template or the answers"
            raise MlscaffoldError(what, where=template.source, hint=hint) from error
        return tuple(file for file in read_folder(Path(project)) if not file.path.startswith(".git/"))


def _settings(folder: Path, source: str) -> dict[str, Any]:
    try:
        return read_settings(folder)
    except (OSError, ValueError) as error:
        hint = "Name the folder that holds it"
        raise MlscaffoldError("no readable cookiecutter.json", where=source, hint=hint) from error


@contextmanager
def _folder(source: str) -> Iterator[Path]:
    """Yield the folder of a template; a clone is temporary."""
    if not is_url(source):
        yield Path(source)
        return
    with temporary_folder() as temporary:
        target = temporary / "template"
        process = Git(temporary).process(
            "clone", "--quiet", "--depth=1", "--", source, str(target), timeout=CLONE_TIMEOUT
        )
        if process.returncode:
            lines = text(process.stderr).strip().splitlines() or [""]
            hint = "Check the URL, and that `git clone` can read it without asking"
            raise MlscaffoldError(f"git clone failed: {lines[-1]}", where=source, hint=hint)
        yield target
