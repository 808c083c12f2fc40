"""Reads components and resolves which others they require."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template import render, templates

FILE = "component.toml"
KEYS = frozenset({"title", "requires", "after", "refused", "add", "append"})


@dataclass(frozen=True, slots=True)
class Appended:
    """Lines for a file that is not TOML.

    Args:
        path: the file.
        text: the lines.
    """

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Component:
    """A component, as its component.toml declares it.

    Args:
        name: the name of its folder.
        folder: its template.
        title: a one-line description.
        requires: the components that it requires.
        after: the next steps after adding it, "" for none.
        refused: why a project cannot have it, "" if it can.
        added: additions to TOML files, by path.
        appended: lines for other files.
    """

    name: str
    folder: Path
    title: str = ""
    requires: tuple[str, ...] = ()
    after: str = ""
    refused: str = ""
    added: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    appended: tuple[Appended, ...] = ()

    def rendered(self, values: Mapping[str, Any]) -> Self:
        """Return a copy with its texts rendered.

        Args:
            values: the answers, as `mlscaffold.projects.template.context` returns them.

        Raises:
            MlscaffoldError: a text uses an unknown answer.
        """
        from jinja2 import Environment, StrictUndefined, TemplateError

        # The output is TOML and plain text, not HTML.
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
            raise _invalid(self.folder / FILE, str(error)) from error

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements of its code."""
        tables = (table.get("project", {}) for path, table in self.added if path == "pyproject.toml")
        return tuple(one for table in tables for one in table.get("dependencies", ()))

    def files(self, values: Mapping[str, Any]) -> tuple[PlannedFile, ...]:
        """Return its own files; a component that only adds to shared files has no template."""
        return render(self.folder, dict(values)) if any(self.folder.glob("{{*")) else ()


def components_folder() -> Path:
    """Return the folder of all components."""
    return templates() / "components"


def names() -> tuple[str, ...]:
    """Return the names of the available components."""
    return tuple(sorted(file.parent.name for file in components_folder().glob(f"*/{FILE}")))


def read(name: str) -> Component:
    """Return a component; its texts are not rendered yet.

    Args:
        name: one of `names`.

    Raises:
        MlscaffoldError: its component.toml is invalid.
    """
    import tomllib

    folder = components_folder() / name
    file = folder / FILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(file, str(error)) from error
    if unknown := sorted(table.keys() - KEYS):
        raise _invalid(file, f"unknown key {unknown[0]!r}")
    try:
        return Component(
            name=name,
            folder=folder,
            title=str(table["title"]),
            requires=tuple(table.get("requires", ())),
            after=table.get("after", ""),
            refused=table.get("refused", ""),
            added=tuple(table.get("add", {}).items()),
            appended=tuple(Appended(one["path"], one["text"]) for one in table.get("append", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _invalid(file, f"wrong structure: {error}") from error


def resolved(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return components with those that they require; required ones come first.

    Args:
        wanted: names of components.

    Raises:
        MlscaffoldError: a component is unknown, or some require each other in a circle.
    """
    found: list[str] = []
    for name in wanted:
        _visit(name, (), found)
    return tuple(found)


def dependents(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return which of the other components require this one."""
    return tuple(other for other in others if name in read(other).requires)


def check_known(name: str, needed_by: str = "") -> None:
    """Refuse an unknown component.

    Args:
        name: its name.
        needed_by: what requires it, "" for nothing.

    Raises:
        MlscaffoldError: the component is unknown; the message suggests a similar one.
    """
    known = names()
    if name not in known:
        raise unknown("component", name, known, f", which {needed_by} requires" if needed_by else "")


def unknown(
    kind: str, name: str, known: Iterable[str], context: str = "", where: str = ""
) -> MlscaffoldError:
    """Return the error for a name that is not available; it suggests a similar one.

    Args:
        kind: what the name stands for, such as `component`.
        name: the name.
        known: the available names.
        context: more about the name, "" for nothing.
        where: the file that has the name, "" for none.
    """
    from difflib import get_close_matches

    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, 1)
    hint = f"Available: {', '.join(by_lower.values()) or 'none'}"
    hint += f". Did you mean {by_lower[close[0]]}?" if close else ""
    return MlscaffoldError(f"unknown {kind} {name!r}{context}", where=where, hint=hint)


def _visit(name: str, path: tuple[str, ...], found: list[str]) -> None:
    if name in found:
        return
    if name in path:
        circle = " requires ".join([*path[path.index(name) :], name])
        hint = f"Remove one `requires` from {FILE}"
        raise MlscaffoldError(f"circular requirement: {circle}", hint=hint)
    check_known(name, needed_by=path[-1] if path else "")
    for other in read(name).requires:
        _visit(other, (*path, name), found)
    found.append(name)


def _filled(value: Any, fill: Callable[[str], str]) -> Any:
    """Return a value with all texts in it rendered, also keys; texts that become empty leave their list."""
    if isinstance(value, dict):
        return {fill(key): _filled(one, fill) for key, one in value.items()}
    if isinstance(value, list):
        return [one for one in (_filled(one, fill) for one in value) if one != ""]
    return fill(value) if isinstance(value, str) else value


def _invalid(file: Path, why: str) -> MlscaffoldError:
    return MlscaffoldError(f"invalid component: {why}", where=str(file), hint="Fix the file")
