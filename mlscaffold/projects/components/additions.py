"""Puts a component's additions into a TOML file: comments, order and layout of what is there stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Array, Item

REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?")
WIDTH = 80
"""Letters of a list that may stand in one line."""

GROUPS = ("test", "lint")
"""Groups of dependencies that a strict project has beside `dev`; where they lack, `dev` is what they would be in."""


def with_additions(text: str, added: Mapping[str, Any]) -> str:
    """Return a TOML text with additions.

    Tables go into tables; of a list, those items go in that lack; another value only where its key lacks. What is in
    already stays as it is, so a second time changes nothing.

    Args:
        text: the file.
        added: tables, as `tomllib` gives them.
    """
    import tomlkit

    document = tomlkit.parse(text)
    before = document.unwrap()
    _merge(document, _regrouped(added, before), ())
    return text if document.unwrap() == before else dumped(document)


def with_items(text: str, keys: tuple[str, ...], items: Iterable[str]) -> str:
    """Return a TOML text with items more at the end of a list.

    Args:
        text: the file.
        keys: where the list is.
        items: those that lack go in, in their order.

    Raises:
        ValueError: there is no such list.
    """
    import tomlkit
    from tomlkit.items import Array

    document: Any = tomlkit.parse(text)
    array = document
    for key in keys:
        array = array.get(key) if isinstance(array, dict) else None
    if not isinstance(array, Array):
        raise ValueError(f"there is no list {'.'.join(keys)}")  # noqa: TRY004 the text is wrong, not its type
    for item in items:
        if item not in array:
            array.append(item)
    return dumped(document)


def dumped(document: TOMLDocument) -> str:
    """Return a document as text.

    Raises:
        ValueError: the text would not say what the document does; the editor cannot cope with its layout.
    """
    import tomllib

    import tomlkit

    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    if tomllib.loads(text) != document.unwrap():
        raise ValueError("the layout of this TOML file cannot be kept")
    return text


def _regrouped(added: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Return additions with the groups of dependencies that the file has."""
    groups, given = there.get("dependency-groups", {}), added.get("dependency-groups", {})
    moved: dict[str, list[Any]] = {}
    for name, items in given.items():
        place = "dev" if name in GROUPS and name not in groups and "dev" in groups else name
        moved[place] = [*moved.get(place, []), *items]
    return dict(added) | ({"dependency-groups": moved} if moved else {})


def _merge(table: Any, added: Mapping[str, Any], path: tuple[str, ...]) -> None:
    from tomlkit.items import AoT, Array

    for key, value in added.items():
        here, there = (*path, key), table.get(key)
        if there is None:
            table[key] = _made(value)
        elif isinstance(there, dict) and isinstance(value, Mapping):
            _merge(there, value, here)
        elif isinstance(there, AoT) and isinstance(value, list):
            known = there.unwrap()
            for item in value:
                if item not in known:
                    there.append(_table(item))
        elif isinstance(there, Array) and isinstance(value, list):
            table[key] = _grown(there, value, here)


def _grown(array: Array, items: list[Any], path: tuple[str, ...]) -> Any:
    """Return a list with the items that lack; requirements that stand in their order stay so."""
    from tomlkit.items import Array

    requirements = path == ("project", "dependencies") or path[0] == "dependency-groups"
    known = array.unwrap()
    lacking = [item for item in items if not _has(known, item, requirements)]
    if not known and isinstance(array, Array) and array.as_string()[1:-1].isspace():
        return _list(lacking, short=False)
    for item in lacking:
        array.insert(_place(array.unwrap(), item) if requirements else len(array), item)
    return array


def _has(known: list[Any], item: Any, requirements: bool) -> bool:
    return item in known or (requirements and any(_covers(one, item) for one in known))


def _covers(one: Any, item: Any) -> bool:
    """Say whether a requirement asks for the same distribution as another, with all of its extras."""
    if not (isinstance(one, str) and isinstance(item, str)):
        return False
    (name, extras), (other, others) = _requirement(one), _requirement(item)
    return name == other and others <= extras


def _requirement(text: str) -> tuple[str, frozenset[str]]:
    found = REQUIREMENT.match(text)
    if not found:
        return text, frozenset()
    extras = (part.strip().lower() for part in (found[2] or "").split(","))
    return re.sub(r"[-_.]+", "-", found[1]).lower(), frozenset(part for part in extras if part)


def _place(known: list[Any], item: Any) -> int:
    """Return where an item goes: in its order where the others stand in order, else at the end."""
    if not all(isinstance(one, str) for one in (*known, item)):
        return len(known)
    keys = [_requirement(one)[0] for one in known]
    if any(one > following for one, following in pairwise(keys)):
        return len(known)
    return sum(key <= _requirement(item)[0] for key in keys)


def _made(value: Any) -> Any:
    """Return a value as it is written where nothing was: lists with one item a line."""
    import tomlkit

    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        several = tomlkit.aot()
        for one in value:
            several.append(_table(one))
        return several
    return _list(value) if isinstance(value, list) else value


def _table(value: Mapping[str, Any]) -> Item:
    import tomlkit

    nested = bool(value) and all(isinstance(one, Mapping) for one in value.values())
    table = tomlkit.table(is_super_table=nested)
    for key, one in value.items():
        table[key] = _made(one)
    if not nested:
        table.add(tomlkit.nl())
    return table


def _list(items: list[Any], short: bool = True) -> Array:
    """Return a list as it is written: in a line where that is short, else with one item a line."""
    import tomlkit

    array = tomlkit.array()
    array.extend(items)
    return array.multiline(bool(items) and not (short and len(array.as_string()) <= WIDTH))
