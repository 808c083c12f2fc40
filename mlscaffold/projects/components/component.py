"""One component: what its component.toml says, and the files that its template makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.components import hooks
from mlscaffold.projects.template import render, templates

FILE = "component.toml"
KEYS = frozenset({"title", "requires", "after", "refused", "add", "append"})


@dataclass(frozen=True, slots=True)
class Appended:
    """Lines for a file that is no TOML.

    Args:
        path: the file.
        text: the lines.
    """

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Component:
    """A component.

    Args:
        name: its folder's name.
        folder: its template.
        title: what it is, in one line.
        requires: the components that come with it.
        after: what to run next, "" for nothing.
        refused: why a project cannot have it, "" where it can.
        added: what TOML files get, by path.
        appended: what other files get.
    """

    name: str
    folder: Path
    title: str = ""
    requires: tuple[str, ...] = ()
    after: str = ""
    refused: str = ""
    added: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    appended: tuple[Appended, ...] = ()

    def rendered(self, values: Mapping[str, Any]) -> Component:
        """Return it with its texts filled in.

        Args:
            values: the answers, as `mlscaffold.projects.template.context` gives them.

        Raises:
            MlscaffoldError: a text asks for an answer that there is not.
        """
        from jinja2 import Environment, StrictUndefined, TemplateError

        # What is rendered is TOML and text, and no page.
        jinja = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701

        def fill(text: str) -> str:
            return jinja.from_string(text).render(cookiecutter=values)

        try:
            return replace(
                self,
                after=fill(self.after).strip(),
                refused=fill(self.refused).strip(),
                added=tuple((fill(path), _filled(table, fill)) for path, table in self.added),
                appended=tuple(Appended(fill(one.path), fill(one.text)) for one in self.appended),
            )
        except TemplateError as error:
            raise _wrong(self.folder / FILE, str(error)) from error

    @property
    def shared(self) -> tuple[str, ...]:
        """The paths of the files that it adds to, each once."""
        paths = (*(path for path, _ in self.added), *(one.path for one in self.appended))
        return tuple(dict.fromkeys([*paths, *([hooks.PATH] if self.requirements else [])]))

    @property
    def requirements(self) -> tuple[str, ...]:
        """What its code needs to run."""
        tables = (table.get("project", {}) for path, table in self.added if path == "pyproject.toml")
        return tuple(one for table in tables for one in table.get("dependencies", ()))

    def files(self, values: Mapping[str, Any]) -> tuple[PlannedFile, ...]:
        """Return the files that it makes; one that only adds to files has no template."""
        return render(self.folder, dict(values)) if any(self.folder.glob("{{*")) else ()


def folder_of_components(folder: Path | None = None) -> Path:
    """Return the folder of all components: the given one, by default ours."""
    return folder or templates() / "components"


def names(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the components that there are."""
    return tuple(sorted(file.parent.name for file in folder_of_components(folder).glob(f"*/{FILE}")))


def read(name: str, folder: Path | None = None) -> Component:
    """Return a component; its texts are not filled in.

    Args:
        name: one of `names`.
        folder: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: its component.toml cannot be understood.
    """
    import tomllib

    template = folder_of_components(folder) / name
    file = template / FILE
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(file, str(error)) from error
    if unknown := sorted(told.keys() - KEYS):
        raise _wrong(file, f"nobody asks for {unknown[0]!r}")
    try:
        return Component(
            name=name,
            folder=template,
            title=str(told["title"]),
            requires=tuple(told.get("requires", ())),
            after=told.get("after", ""),
            refused=told.get("refused", ""),
            added=tuple(told.get("add", {}).items()),
            appended=tuple(Appended(one["path"], one["text"]) for one in told.get("append", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _wrong(file, f"not as a component is declared: {error}") from error


def _filled(value: Any, fill: Any) -> Any:
    """Return a value with all texts in it filled in, keys too; texts that are empty then leave their list."""
    if isinstance(value, dict):
        return {fill(key): _filled(one, fill) for key, one in value.items()}
    if isinstance(value, list):
        return [one for one in (_filled(one, fill) for one in value) if one != ""]
    return fill(value) if isinstance(value, str) else value


def _wrong(file: Path, why: str) -> MlscaffoldError:
    return MlscaffoldError(f"this component cannot be read: {why}", where=str(file), hint="Mend the file")
