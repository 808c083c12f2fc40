"""Plans a new project: base, starter, licence and components."""

from mlscaffold import __version__
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.answers import PARTS, Answers, Specification
from mlscaffold.projects.components.component import resolved
from mlscaffold.projects.components.compose import with_components
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices
from mlscaffold.projects.new.project_names import package_of
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.template import read_settings, render_layers, templates

STARTER = "starter"


def plan_new(choices: Choices) -> ProjectPlan:
    """Return the files of a new project.

    Args:
        choices: validated choices.

    Raises:
        MlscaffoldError: a component refuses the project.
    """
    answers = answers_of(choices)
    bare = ProjectPlan(render_layers(answers, ("base", STARTER, f"licences/{answers.license}")))
    return formatted(with_components(bare, resolved(choices.components), answers))


def answers_of(choices: Choices) -> Answers:
    """Return the answers for the templates, with defaults for open choices."""
    requirements = read_settings(templates() / STARTER)["_requirements"]
    return Answers(
        project_slug=choices.name,
        package=choices.package or package_of(choices.name),
        description=choices.description or "Predicts which parcels will be late.",
        requires_python=f">={choices.python or PYTHONS[0]}",
        requirements=tuple(requirements["run"]),
        dev_requirements=tuple(requirements["dev"]),
        license=choices.license or LICENSES[0],
        author=choices.author,
        email=choices.email,
        url=choices.url,
        strict=True,
        parts=tuple(PARTS),  # it may get any library later
        version=__version__,
        components=("base", STARTER),
    )


def choices_of(specification: Specification) -> Choices:
    """Return the choices that a project was made with."""
    answers = specification.answers
    return Choices(
        name=answers.project_slug,
        package=answers.package,
        description=answers.description,
        license=answers.license,
        author=answers.author,
        email=answers.email,
        url=answers.url,
        python=answers.requires_python.removeprefix(">="),
        components=specification.components,
    )
