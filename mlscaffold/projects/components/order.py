"""Which components a choice brings, in their order, and which need one another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.components.component import names, read


def resolved(wanted: Iterable[str], folder: Path | None = None) -> tuple[str, ...]:
    """Return components with those that they require; what is required comes first.

    Args:
        wanted: names of components.
        folder: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: there is no such component, or some require one another in a circle.
    """
    found: list[str] = []
    for name in wanted:
        _visit(name, (), found, folder)
    return tuple(found)


def dependents(name: str, others: Iterable[str], folder: Path | None = None) -> tuple[str, ...]:
    """Return those of some components that do not go without one."""
    return tuple(other for other in others if name in read(other, folder).requires)


def _visit(name: str, path: tuple[str, ...], found: list[str], folder: Path | None) -> None:
    if name in found:
        return
    if name in path:
        circle = " needs ".join([*path[path.index(name) :], name])
        raise MlscaffoldError(
            f"these components need one another: {circle}", hint="Take one `requires` out of component.toml"
        )
    check_known(name, folder, needed_by=path[-1] if path else "")
    for other in read(name, folder).requires:
        _visit(other, (*path, name), found, folder)
    found.append(name)


def check_known(name: str, folder: Path | None = None, needed_by: str = "") -> None:
    """Refuse a name that no component has.

    Args:
        name: the name.
        folder: the folder of all components, None for ours.
        needed_by: the component that requires it, "" for none.

    Raises:
        MlscaffoldError: there is none; the message suggests another.
    """
    known = names(folder)
    if name in known:
        return
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), known, 1)
    there = f"there are {', '.join(known)}" if known else "there is none yet"
    why = f", which {needed_by} requires" if needed_by else ""
    hint = f"Take {close[0]}" if close else "`mlscaffold components` lists them"
    raise MlscaffoldError(f"no component is named {name!r}{why}; {there}", hint=hint)
