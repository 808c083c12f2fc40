"""A project with its components: the project without any, and each put in, so that taking out leaves nothing behind.

Shared files are kept as they were before any component, as notes that stand in the snapshot only. A project with
other components is made from these, never by cutting things out of a file that others may have added too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import hooks
from mlscaffold.projects.components.additions import with_additions, with_items
from mlscaffold.projects.components.appending import with_lines
from mlscaffold.projects.components.component import Component, read
from mlscaffold.projects.components.hooks import with_hook_requirements
from mlscaffold.projects.snapshot import NOTES
from mlscaffold.projects.template import context

BARE = f"{NOTES}bare/"
BROUGHT = f"{NOTES}brought"
SETTINGS = "pyproject.toml"
LISTED = ("tool", "mlscaffold", "components")
"""Where the settings name the components."""


def with_components(
    plan: ProjectPlan,
    wanted: Iterable[str],
    answers: Answers,
    folder: Path | None = None,
    taken: Iterable[str] = (),
) -> ProjectPlan:
    """Return a project with components put in; their Python files are not formatted yet.

    Args:
        plan: the project without any component.
        wanted: the components, those that others require before them.
        answers: what the project was made from; its components are those of the bare project.
        folder: the folder of all components, None for ours.
        taken: paths of files besides that the project has.

    Raises:
        MlscaffoldError: a component refuses the project, or the project has a file already that one brings.
    """
    wanted = tuple(wanted)
    values = values_with(answers, wanted)
    for name in wanted:
        component = read(name, folder).rendered(values)
        if component.refused:
            raise MlscaffoldError(f"the project cannot have {name}: {component.refused}", hint="Leave it out")
        plan = _put_in(plan, component, values, frozenset(taken))
    return _listed(plan, wanted)


def brought(plan: ProjectPlan) -> frozenset[str]:
    """Return the paths of the files that the components of a project have brought, by its notes."""
    notes = (file.content.decode() for file in plan.files if file.path == BROUGHT)
    return frozenset(path for note in notes for path in note.splitlines())


def bare(plan: ProjectPlan) -> ProjectPlan:
    """Return a project without any component.

    Args:
        plan: the project as it was rendered, with its notes.
    """
    before = {file.path.removeprefix(BARE): file.content for file in plan.files if file.path.startswith(BARE)}
    gone = brought(plan) | {BROUGHT}
    kept = (file for file in plan.files if file.path not in gone and not file.path.startswith(BARE))
    return ProjectPlan(tuple(replace(file, content=before.get(file.path, file.content)) for file in kept))


def added_to(text: str, path: str, components: Iterable[Component]) -> str:
    """Return a shared file, as people have it by now, with what components add to it.

    Args:
        text: the file.
        path: its path.
        components: with their texts filled in.

    Raises:
        ValueError: the file is not what it should be.
    """
    components = tuple(components)
    for component in components:
        text = with_shared(text, path, component)
    return with_items(text, LISTED, [one.name for one in components]) if path == SETTINGS else text


def values_with(answers: Answers, components: tuple[str, ...]) -> dict[str, Any]:
    """Return the answers under the names that templates use, with all components of the project."""
    return context(replace(answers, components=(*answers.components, *components)))


def _put_in(
    plan: ProjectPlan, component: Component, values: Mapping[str, Any], taken: frozenset[str]
) -> ProjectPlan:
    files = component.files(values)
    there = taken | {file.path for file in plan.files}
    if clashing := sorted(file.path for file in files if file.path in there):
        raise MlscaffoldError(
            f"{component.name} brings {clashing[0]}, and the project is made with one already",
            hint="Leave it out",
        )
    known = brought(plan) | {file.path for file in files}
    note = PlannedFile(BROUGHT, "".join(f"{path}\n" for path in sorted(known)).encode())
    plan = ProjectPlan((*plan.files, *files)).with_files([note])
    for path in component.shared:
        plan = _changed(plan, path, lambda text, path=path: with_shared(text, path, component))
    return plan


def with_shared(text: str, path: str, component: Component) -> str:
    """Return a shared file with what a component adds to it.

    Args:
        text: the file.
        path: its path.
        component: with its texts filled in.

    Raises:
        ValueError: the file is no TOML, and should be.
    """
    for place, table in component.added:
        text = with_additions(text, table) if place == path else text
    for one in component.appended:
        text = with_lines(text, one.text, component.name, path) if one.path == path else text
    return with_hook_requirements(text, component.requirements) if path == hooks.PATH else text


def _listed(plan: ProjectPlan, wanted: tuple[str, ...]) -> ProjectPlan:
    if not wanted:
        return plan
    return _changed(plan, SETTINGS, lambda text: with_items(text, LISTED, wanted))


def _changed(plan: ProjectPlan, path: str, change: Any) -> ProjectPlan:
    """Return the plan with a shared file changed, and a note of what it was; a file that lacks is left out."""
    file = next((file for file in plan.files if file.path == path), None)
    if file is None:
        return plan
    content = change(file.content.decode()).encode()
    if content == file.content:
        return plan
    note = PlannedFile(f"{BARE}{path}", file.content)
    known = {file.path for file in plan.files}
    return plan.with_files([replace(file, content=content), *([] if note.path in known else [note])])
