"""The project run the way its new owner would: in a fresh environment made from its own pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mlscaffold.results.hardening import Made
from mlscaffold.verification.environment import Environment, add, make_environment
from mlscaffold.verification.notebook_run import Ran
from mlscaffold.verification.optional_dependencies import Imports, extras
from mlscaffold.verification.project_run import ProjectRan
from mlscaffold.verification.runs import Runs

LACKING = re.compile(r"ImportError|ModuleNotFoundError|optional dependency")


@dataclass(frozen=True, slots=True)
class Owned:
    """The project's run.

    Args:
        made: the project, with what its run was found to need besides.
        project: the run.
        imports: distributions that it needs and that no import names.
    """

    made: Made
    project: ProjectRan
    imports: Imports


def fresh_environment(runs: Runs, made: Made) -> Environment:
    """Make an environment for a project."""
    folder = runs.write(made, "installed")
    package = made.hardening.package
    return make_environment(runs.sandbox, folder, runs.target.python, package, "environment", lambda: None)


def run_as_owner(
    runs: Runs, made: Made, environment: Environment, notebook: Ran, more: Callable[[Imports], Made]
) -> Owned:
    """Run a project in its environment; what it lacks there is added, once.

    Args:
        runs: runs it.
        made: the project.
        environment: its interpreter.
        notebook: the run of the notebook.
        more: makes the project with distributions more that it asks for.
    """
    _, project = runs.project(made, environment)
    if not (environment.clean and notebook.finished and LACKING.search(project.failure)):
        return Owned(made, project, ())
    requirements = made.hardening.requirements
    imports = extras(runs.sandbox, runs.target.python, notebook, requirements)
    if not imports:
        return Owned(made, project, ())
    add(runs.sandbox, environment, [f"{name}=={version}" for name, version in imports])
    made = more(imports)
    return Owned(made, runs.project(made, environment)[1], imports)
