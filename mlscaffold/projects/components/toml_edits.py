"""Adds to TOML files and removes from them, keeping comments, order and layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Array, Item

WIDTH = 80
"""Longest list, in characters, that is written in one line: with its key, it stays within 100 columns."""

GROUPS = ("test", "lint")
"""Dependency groups that only strict projects have beside `dev`; other projects have these requirements in `dev`."""


def with_additions(text: str, added: Mapping[str, Any]) -> str:
    """Return a TOML text with additions.

    Tables are merged, lists get the missing items, other values are added only where the key is missing. Everything that
    exists stays, so adding a second time changes nothing.

    Args:
        text: the file.
        added: tables, as `tomllib` returns them.
    """
    import tomlkit

    document = tomlkit.parse(text)
    before = document.unwrap()
    _merge(document, _regrouped(added, before), ())
    return text if document.unwrap() == before else dumped(document)


def with_items(text: str, keys: tuple[str, ...], items: Iterable[str]) -> str:
    """Return a TOML text with more items at the end of a list.

    Args:
        text: the file.
        keys: the path to the list.
        items: the missing ones are added, in their order.

    Raises:
        ValueError: the list is missing.
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


def without_additions(text: str, before: str, after: str) -> str:
    """Return a TOML text without what one version has and a later one has not.

    Args:
        text: the user's file.
        before: the file as rendered with the additions.
        after: the file as rendered without.

    Raises:
        ValueError: one of them is not TOML, the user has edited what is to be removed, or the difference is more than
            removals.
    """
    import tomlkit

    document = tomlkit.parse(text)
    _remove(document, tomlkit.parse(before).unwrap(), tomlkit.parse(after).unwrap())
    shorter = dumped(document)
    own_lines = Counter(text.splitlines()) - Counter(before.splitlines())
    if own_lines - Counter(shorter.splitlines()):
        raise ValueError("lines of the user would be removed too")
    return shorter


def dumped(document: TOMLDocument) -> str:
    """Return a document as text.

    Raises:
        ValueError: the text would mean something else, as tomlkit cannot keep this layout.
    """
    import tomllib

    import tomlkit

    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    if tomllib.loads(text) != document.unwrap():
        raise ValueError("the layout of this TOML file cannot be kept")
    return text


def _regrouped(added: Mapping[str, Any], existing: Mapping[str, Any]) -> dict[str, Any]:
    """Return additions with their requirements in the dependency groups that the file has."""
    groups, more = existing.get("dependency-groups", {}), added.get("dependency-groups", {})
    moved: dict[str, list[Any]] = {}
    for name, items in more.items():
        group = "dev" if name in GROUPS and name not in groups and "dev" in groups else name
        moved[group] = [*moved.get(group, []), *items]
    return dict(added) | ({"dependency-groups": moved} if moved else {})


def _merge(table: Any, added: Mapping[str, Any], path: tuple[str, ...]) -> None:
    from tomlkit.items import AoT, Array

    for key, value in added.items():
        here, existing = (*path, key), table.get(key)
        if existing is None:
            table[key] = _new_item(value)
        elif isinstance(existing, dict) and isinstance(value, Mapping):
            _merge(existing, value, here)
        elif isinstance(existing, AoT) and isinstance(value, list):
            known = existing.unwrap()
            for item in value:
                if item not in known:
                    existing.append(_table(item))
        elif isinstance(existing, Array) and isinstance(value, list):
            table[key] = _extended(existing, value, here)


def _extended(array: Any, items: list[Any], path: tuple[str, ...]) -> Any:
    """Return a list with the missing items; sorted requirements stay sorted."""
    from tomlkit.items import Array

    is_requirements = path == ("project", "dependencies") or path[0] == "dependency-groups"
    known = array.unwrap()
    covered = known if is_requirements else []
    missing = [item for item in items if item not in known and not any(_covers(one, item) for one in covered)]
    if not known and isinstance(array, Array) and array.as_string()[1:-1].isspace():
        return _list(missing, short=False)
    for item in missing:
        array.insert(_position(array.unwrap(), item) if is_requirements else len(array), item)
    return array


def _covers(one: Any, item: Any) -> bool:
    """Return whether a requirement names the same distribution as another, with all of its extras."""
    if not (isinstance(one, str) and isinstance(item, str)):
        return False
    (name, extras), (other, others) = _requirement(one), _requirement(item)
    return name == other and others <= extras


def _requirement(text: str) -> tuple[str, frozenset[str]]:
    """Return name and extras of a requirement; a text that is not valid is its own name."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    try:
        found = Requirement(text)
    except InvalidRequirement:
        return text, frozenset()
    return canonicalize_name(found.name), frozenset(canonicalize_name(extra) for extra in found.extras)


def _position(known: list[Any], item: Any) -> int:
    """Return where to insert an item: in order if the others are in order, otherwise at the end."""
    if not all(isinstance(one, str) for one in (*known, item)):
        return len(known)
    keys = [_requirement(one)[0] for one in known]
    if any(one > following for one, following in pairwise(keys)):
        return len(known)
    return sum(key <= _requirement(item)[0] for key in keys)


def _new_item(value: Any) -> Any:
    """Return a value as a TOML item."""
    import tomlkit

    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        tables = tomlkit.aot()
        for one in value:
            tables.append(_table(one))
        return tables
    return _list(value) if isinstance(value, list) else value


def _table(value: Mapping[str, Any]) -> Item:
    import tomlkit

    nested = bool(value) and all(isinstance(one, Mapping) for one in value.values())
    table = tomlkit.table(is_super_table=nested)
    for key, one in value.items():
        table[key] = _new_item(one)
    if not nested:
        table.add(tomlkit.nl())
    return table


def _list(items: list[Any], short: bool = True) -> Array:
    """Return a list in one line if it is short, otherwise with one item per line."""
    import tomlkit

    array = tomlkit.array()
    array.extend(items)
    return array.multiline(bool(items) and not (short and len(array.as_string()) <= WIDTH))


def _remove(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if new := after.keys() - before.keys():
        raise ValueError(f"{min(new)} is new")
    for key, old in before.items():
        if key in after:
            if old != after[key]:
                _reduce(table.get(key), old, after[key])
        elif key in table:
            if table[key].unwrap() != old:
                raise ValueError(f"{key} was changed")
            del table[key]


def _reduce(existing: Any, old: Any, new: Any) -> None:
    if isinstance(existing, dict) and isinstance(old, dict) and isinstance(new, dict):
        _remove(existing, old, new)
    elif isinstance(existing, list) and isinstance(old, list) and isinstance(new, list):
        if any(item not in old for item in new):
            raise ValueError("an item is new")
        for item in old:
            if item not in new and item in existing:
                del existing[existing.index(item)]
    else:
        raise ValueError("a value was changed")  # noqa: TRY004 the text is wrong, not its type
