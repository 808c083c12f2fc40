"""A new project as a plan: the base, the starter, the licence."""

from __future__ import annotations

from mlscaffold import __version__
from mlscaffold.polish import formatted
from mlscaffold.project.answers import Answers
from mlscaffold.project.plan import ProjectPlan
from mlscaffold.project.template import declared, render_layers, templates
from mlscaffold.scaffold.choices import LICENSES, PYTHONS, Choices
from mlscaffold.scaffold.names import package_of

STARTER = "starter"


def make(choices: Choices) -> ProjectPlan:
    """Return the files of a new project.

    Args:
        choices: those that were checked.
    """
    answers = answers_of(choices)
    return formatted(ProjectPlan(render_layers(answers, ("base", STARTER, f"licences/{answers.license}"))))


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
        components=("base", STARTER, *choices.components),
    )


def components() -> tuple[str, ...]:
    """Return the names of the components that there are."""
    folder = templates() / "components"
    return tuple(sorted(file.parent.name for file in folder.glob("*/cookiecutter.json")))
