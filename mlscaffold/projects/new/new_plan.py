"""A new project as a plan: the base, the starter, the licence, the components."""

from __future__ import annotations

from pathlib import Path

from mlscaffold import __version__
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import names, resolved, with_components
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices
from mlscaffold.projects.new.project_names import package_of
from mlscaffold.projects.recovered import Recovered
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.template import declared, render_layers, templates

STARTER = "starter"


def make(choices: Choices, folder: Path | None = None) -> ProjectPlan:
    """Return the files of a new project.

    Args:
        choices: those that were checked.
        folder: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: a component does not go with the project.
    """
    answers = answers_of(choices)
    bare = ProjectPlan(render_layers(answers, ("base", STARTER, f"licences/{answers.license}")))
    return formatted(with_components(bare, resolved(choices.components, folder), answers, folder))


def answers_of(choices: Choices) -> Answers:
    """Return the answers that templates ask for, with what follows from others filled in."""
    needed = declared(templates() / STARTER)["_requirements"]
    return Answers(
        project_slug=choices.name,
        package=choices.package or package_of(choices.name),
        description=choices.description or "Tells which parcels will be late.",
        requires_python=f">={choices.python or PYTHONS[0]}",
        requirements=tuple(needed["run"]),
        dev_requirements=tuple(needed["dev"]),
        license=choices.license or LICENSES[0],
        author=choices.author,
        email=choices.email,
        url=choices.url,
        strict=True,
        version=__version__,
        components=("base", STARTER),
    )


def choices_of(found: Recovered) -> Choices:
    """Return the choices by which a project was made."""
    answers = found.answers
    return Choices(
        name=answers.project_slug,
        package=answers.package,
        description=answers.description,
        license=answers.license,
        author=answers.author,
        email=answers.email,
        url=answers.url,
        python=answers.requires_python.removeprefix(">="),
        components=found.components,
    )


def components(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the components that there are, in a folder of them or in ours."""
    return names(folder)
