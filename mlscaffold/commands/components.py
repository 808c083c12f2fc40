"""The command `components`: which there are, and which the project has."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from mlscaffold.commands.current_project import project_folder
from mlscaffold.projects.components import names, read
from mlscaffold.projects.recovered import SETTINGS


@dataclass(frozen=True, slots=True)
class Listed:
    """One component.

    Args:
        name: its name.
        title: what it is.
        requires: the components that come with it.
        in_project: whether the project has it; None where there is no project.
    """

    name: str
    title: str
    requires: tuple[str, ...]
    in_project: bool | None


def listed(folder: Path, components: Path | None = None) -> tuple[Listed, ...]:
    """Return all components.

    Args:
        folder: a project's folder, or one in it, or any other.
        components: the folder of all components, None for ours.
    """
    have = _have(project_folder(folder))
    found = (read(name, components) for name in names(components))
    return tuple(
        Listed(one.name, one.title, one.requires, None if have is None else one.name in have) for one in found
    )


def listing(rows: tuple[Listed, ...]) -> str:
    """Return components as text: a line for each."""
    if not rows:
        return "There is no component yet."
    width = max(len(row.name) for row in rows)
    return "\n".join(f"{row.name:<{width}}  {row.title}{_remark(row)}" for row in rows)


def as_json(rows: tuple[Listed, ...]) -> list[dict[str, object]]:
    """Return components for machines."""
    return [asdict(row) for row in rows]


def _remark(row: Listed) -> str:
    needs = f"needs {', '.join(row.requires)}" if row.requires else ""
    remarks = ", ".join(text for text in (needs, "in this project" if row.in_project else "") if text)
    return f" ({remarks})" if remarks else ""


def _have(folder: Path) -> tuple[str, ...] | None:
    """Return the components that the settings in a folder name, None where they are no project's of ours."""
    import tomllib

    try:
        told = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return tuple(told["tool"]["mlscaffold"]["components"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
