"""The command `components`: lists the available components, and those of the project."""

from dataclasses import asdict, dataclass
from pathlib import Path

from mlscaffold.filesystem.toml_file import read_toml
from mlscaffold.projects.answers import SETTINGS
from mlscaffold.projects.components.component import names, read
from mlscaffold.projects.rendered_project import project_folder
from mlscaffold.reporting.text_table import text_table


@dataclass(frozen=True, slots=True)
class Row:
    """A component in the list.

    Args:
        name: its name.
        title: its description.
        requires: the components that it requires.
        in_project: whether the project has it, None outside of a project.
    """

    name: str
    title: str
    requires: tuple[str, ...]
    in_project: bool | None


def rows(folder: Path) -> tuple[Row, ...]:
    """Return all components.

    Args:
        folder: a project's folder, one inside, or any other.
    """
    present = _present(project_folder(folder))
    found = (read(name) for name in names())
    return tuple(
        Row(one.name, one.title, one.requires, None if present is None else one.name in present)
        for one in found
    )


def listing(components: tuple[Row, ...]) -> str:
    """Return the components as a table: name, remark, description."""
    if not components:
        return "No components available."
    return text_table([(row.name, _remark(row), row.title) for row in components])


def as_json(components: tuple[Row, ...]) -> list[dict[str, object]]:
    """Return the list for `--json`."""
    return [asdict(row) for row in components]


def _remark(row: Row) -> str:
    required = f"requires {', '.join(row.requires)}" if row.requires else ""
    return ", ".join(text for text in ("in this project" if row.in_project else "", required) if text)


def _present(folder: Path) -> tuple[str, ...] | None:
    """Return the components in the settings of a folder, None if it is not a project of mlscaffold."""
    try:
        settings = read_toml(folder / SETTINGS)
        return tuple(settings["tool"]["mlscaffold"]["components"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
