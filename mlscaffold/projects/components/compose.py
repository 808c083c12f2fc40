"""Composes a project from the bare project and its components, so that removing a component leaves nothing behind.

Shared files are kept as they were before any component, as notes that are in the snapshot only. A project with other
components is composed from these, never by cutting text out of a file to which several components may have added.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import SETTINGS, Answers
from mlscaffold.projects.components.component import Component, read
from mlscaffold.projects.components.toml_edits import with_additions, with_items
from mlscaffold.projects.snapshot import NOTES
from mlscaffold.projects.template import context

BARE = f"{NOTES}bare/"
ADDED_FILES = f"{NOTES}brought"
"""The notes on shared files before any component, and on the files that components have added."""

COMPONENT_LIST = ("tool", "mlscaffold", "components")
"""The path to the list of components in the settings."""

HTML_COMMENTS = (".md", ".html")
HASH_COMMENTS = (".cfg", ".ini", ".py", ".sh", ".toml", ".yaml", ".yml")
HASH_COMMENT_NAMES = (".dockerignore", ".env.example", ".gitattributes", ".gitignore", "Dockerfile")

HOOKS = ".pre-commit-config.yaml"
MYPY_HOOK = "      - id: mypy"
HOOK_LIST = "        additional_dependencies:"
HOOK_ITEM = "          - "


def with_components(
    plan: ProjectPlan, wanted: Iterable[str], answers: Answers, reserved: Iterable[str] = ()
) -> ProjectPlan:
    """Return a project with components; their Python files are not formatted yet.

    Args:
        plan: the bare project.
        wanted: the components, required ones first.
        answers: the project's answers; its components are those of the bare project.
        reserved: paths of more files that the project has.

    Raises:
        MlscaffoldError: a component refuses the project, or has a file that the project already has.
    """
    wanted = tuple(wanted)
    values = values_with(answers, wanted)
    for name in wanted:
        component = read(name).rendered(values)
        if component.refused:
            raise MlscaffoldError(f"cannot add {name}: {component.refused}", hint="Leave it out")
        plan = _with_component(plan, component, values, frozenset(reserved))
    return (
        _with_change(plan, SETTINGS, lambda text: with_items(text, COMPONENT_LIST, wanted))
        if wanted
        else plan
    )


def component_files(plan: ProjectPlan) -> frozenset[str]:
    """Return the paths of the files that a project's components have added, by its notes."""
    notes = (file.content.decode() for file in plan.files if file.path == ADDED_FILES)
    return frozenset(path for note in notes for path in note.splitlines())


def without_components(plan: ProjectPlan) -> ProjectPlan:
    """Return the bare project.

    Args:
        plan: the project as it was rendered, with its notes.
    """
    before = {file.path.removeprefix(BARE): file.content for file in plan.files if file.path.startswith(BARE)}
    removed = component_files(plan) | {ADDED_FILES}
    rest = (file for file in plan.files if file.path not in removed and not file.path.startswith(BARE))
    return ProjectPlan(tuple(replace(file, content=before.get(file.path, file.content)) for file in rest))


def with_additions_of(text: str, path: str, components: Iterable[Component]) -> str:
    """Return a shared file, as the user has it, with the additions of components.

    Args:
        text: the file.
        path: its path.
        components: the components, with their texts rendered.

    Raises:
        ValueError: the file has an unexpected structure.
    """
    components = tuple(components)
    for component in components:
        text = with_shared(text, path, component)
    return with_items(text, COMPONENT_LIST, [one.name for one in components]) if path == SETTINGS else text


def values_with(answers: Answers, components: tuple[str, ...]) -> dict[str, Any]:
    """Return the template values for a project with components."""
    return context(replace(answers, components=(*answers.components, *components)))


def with_shared(text: str, path: str, component: Component) -> str:
    """Return a shared file with the additions of a component.

    Args:
        text: the file.
        path: its path.
        component: the component, with its texts rendered.

    Raises:
        ValueError: the file should be TOML and is not.
    """
    for place, table in component.added:
        text = with_additions(text, table) if place == path else text
    for one in component.appended:
        text = with_lines(text, one.text, component.name, path) if one.path == path else text
    return with_hook_requirements(text, component.requirements) if path == HOOKS else text


def with_lines(text: str, lines: str, name: str, path: str) -> str:
    """Return a text with lines at its end, unless it already has them.

    Args:
        text: the file.
        lines: the lines; blank ones are not appended.
        name: the component's name.
        path: the file's path, which determines the comment style.
    """
    block = marked(lines.strip("\n"), name, path)
    if not lines.strip() or block in text:
        return text
    return "\n".join([text.rstrip("\n"), "", block]) if text.strip() else block


def without_lines(text: str, path: str, components: Iterable[Component]) -> str:
    """Return a text without the lines that components have appended; lines that the user has edited stay.

    Args:
        text: the user's file.
        path: its path.
        components: the components, with their texts rendered.
    """
    for component in components:
        for one in component.appended:
            block = marked(one.text.strip("\n"), component.name, path)
            if one.path == path and one.text.strip():
                text = text.replace(f"\n{block}", "", 1)
    return text


def marked(lines: str, name: str, path: str) -> str:
    """Return lines between comments that name their component, if the file format has comments."""
    place = PurePosixPath(path)
    if place.suffix in HTML_COMMENTS:
        return f"<!-- mlscaffold: {name} -->\n\n{lines}\n\n<!-- mlscaffold: end of {name} -->\n"
    if place.suffix in HASH_COMMENTS or place.name in HASH_COMMENT_NAMES:
        return f"# mlscaffold: {name}\n{lines}\n# mlscaffold: end of {name}\n"
    return f"{lines}\n"


def with_hook_requirements(text: str, requirements: Iterable[str]) -> str:
    """Return the pre-commit configuration with more requirements for the mypy hook, which has its own environment.

    Args:
        text: the configuration; without a list of requirements it does not change.
        requirements: the missing ones are added to the end of the list.
    """
    lines = text.splitlines(keepends=True)
    bare = [line.rstrip() for line in lines]
    if MYPY_HOOK not in bare or HOOK_LIST not in bare[bare.index(MYPY_HOOK) :]:
        return text
    start = bare.index(HOOK_LIST, bare.index(MYPY_HOOK)) + 1
    end = next((n for n in range(start, len(bare)) if not bare[n].startswith(HOOK_ITEM)), len(bare))
    wanted = (f'{HOOK_ITEM}"{one.replace(chr(34), chr(39))}"' for one in requirements)
    new = [f"{line}\n" for line in wanted if line not in bare[start:end]]
    return "".join([*lines[:end], *new, *lines[end:]])


def _with_component(
    plan: ProjectPlan, component: Component, values: Mapping[str, Any], reserved: frozenset[str]
) -> ProjectPlan:
    files = component.files(values)
    existing = reserved | {file.path for file in plan.files}
    if clashing := sorted(file.path for file in files if file.path in existing):
        what = f"cannot add {component.name}: the project already has its file {clashing[0]}"
        raise MlscaffoldError(what, hint="Leave it out")
    paths = component_files(plan) | {file.path for file in files}
    note = PlannedFile(ADDED_FILES, "".join(f"{path}\n" for path in sorted(paths)).encode())
    plan = ProjectPlan((*plan.files, *files)).with_files([note])
    for path in _shared_paths(component):
        plan = _with_change(plan, path, lambda text, path=path: with_shared(text, path, component))  # type: ignore[misc]
    return plan


def _shared_paths(component: Component) -> tuple[str, ...]:
    """Return the paths of the files that a component adds to, each once."""
    paths = [*(path for path, _ in component.added), *(one.path for one in component.appended)]
    return tuple(dict.fromkeys([*paths, *([HOOKS] if component.requirements else [])]))


def _with_change(plan: ProjectPlan, path: str, change: Callable[[str], str]) -> ProjectPlan:
    """Return the plan with a shared file changed, and a note of its bare content; a missing file is left out."""
    file = next((file for file in plan.files if file.path == path), None)
    if file is None:
        return plan
    content = change(file.content.decode()).encode()
    if content == file.content:
        return plan
    note = PlannedFile(f"{BARE}{path}", file.content)
    known = {file.path for file in plan.files}
    return plan.with_files([replace(file, content=content), *([] if note.path in known else [note])])
