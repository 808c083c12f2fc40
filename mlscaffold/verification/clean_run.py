"""The project's run in a fresh environment made from its own pyproject.toml, as a new user installs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.api import Engine, engines
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.verification.environment import Environment, add, load, make_environment
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.preloaded_modules import late_modules
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.runs import Runs

MISSING = re.compile(r"ImportError|ModuleNotFoundError|optional dependency|\bpip install\b")
"""What a failure says where a distribution is missing, whichever error its library raises."""

Imports = tuple[tuple[str, str], ...]
"""Names and versions of distributions."""


@dataclass(frozen=True, slots=True)
class CleanRun:
    """A run of the project in its own environment.

    Args:
        generated: the project, with the distributions that its run lacked.
        notebook: the run of the notebook that it is compared with.
        project: the run.
        imports: distributions that it needs and that no import names.
    """

    generated: GeneratedProject
    notebook: NotebookRun
    project: ProjectRun
    imports: Imports


def fresh_environment(runs: Runs, generated: GeneratedProject) -> Environment:
    """Create an environment for a project, and load its libraries."""
    folder, package = runs.write(generated, "installed"), generated.hardening.package
    made = make_environment(runs.sandbox, folder, runs.target.python, "environment")
    if made.clean:
        runs.load_once(made.python)
    load(runs.sandbox, made, ("pytest", f"{package}.pipeline", *late_modules(runs.loaded)))
    return made


def run_in_clean_env(
    runs: Runs,
    generated: GeneratedProject,
    environment: Environment,
    notebook: NotebookRun,
    more: Callable[[Imports], GeneratedProject],
    is_equal: Callable[[GeneratedProject, ProjectRun], bool],
) -> CleanRun:
    """Run a project in its environment; distributions that are missing there are added, once.

    Missing is also what changes results only by being there: pandas holds texts in another kind of array with pyarrow.

    Args:
        runs: runs it.
        generated: the project.
        environment: its interpreter.
        notebook: the run of the notebook.
        more: generates the project with more requirements.
        is_equal: returns whether nothing of a run differs from the notebook.
    """
    first = CleanRun(generated, *runs.project(generated, environment), ())
    failure = first.project.failure
    lacks = MISSING.search(failure) if failure else not is_equal(generated, first.project)
    if not (environment.clean and notebook.finished and lacks):
        return first
    imports = optional_dependencies(runs, notebook, generated.hardening.requirements, failure)
    if not imports:
        return first
    add(runs.sandbox, environment, [f"{name}=={version}" for name, version in imports])
    runs.sandbox.servers.forget()  # what it has imported was looked for before
    generated = more(imports)
    second = CleanRun(generated, *runs.project(generated, environment), imports)
    return second if failure or is_equal(generated, second.project) else first


def optional_dependencies(
    runs: Runs, notebook: NotebookRun, requirements: Sequence[str], failure: str = ""
) -> Imports:
    """Return the distributions that a run of the notebook loaded by name, without an import.

    Args:
        runs: where they are looked for.
        notebook: the run of the notebook.
        requirements: the requirements of the project, as in pyproject.toml.
        failure: the error of the project's run, which may name one that no library declares; "" for none.
    """
    folder = runs.sandbox.folder / "extras"
    names = [match[0] for line in requirements if (match := re.match(r"[\w.-]+", line))]
    known = sorted({one.distribution for one in engines() if _names(failure, one)})
    spec = {"out": str(folder), "modules": list(notebook.modules), "requirements": names, "engines": known}
    run_probe(runs.sandbox, runs.target.python, "loaded_engines", spec, runs.sandbox.folder, {})
    return tuple((note["name"], note["version"]) for note in read_notes(str(folder)))


def _names(failure: str, engine: Engine) -> bool:
    """Return whether an error names an engine, by its distribution or its module."""
    words = rf"(?<![\w-])(?:{re.escape(engine.distribution)}|{re.escape(engine.module)})(?![\w-])"
    return re.search(words, failure, re.IGNORECASE) is not None
