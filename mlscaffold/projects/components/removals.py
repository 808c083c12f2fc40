"""Takes what a component has added out of a text that people have changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mlscaffold.projects.components.additions import dumped
from mlscaffold.projects.components.appending import marked
from mlscaffold.projects.components.component import Component


def without_additions(text: str, before: str, after: str) -> str:
    """Return a TOML text without what stands in another before and not after.

    Args:
        text: as people have it.
        before: as it was rendered with something.
        after: as it is rendered without.

    Raises:
        ValueError: one of them is no TOML, people have changed what is to go, or more than that is different.
    """
    import tomlkit

    document = tomlkit.parse(text)
    _take_out(document, tomlkit.parse(before).unwrap(), tomlkit.parse(after).unwrap())
    less = dumped(document)
    theirs = Counter(text.splitlines()) - Counter(before.splitlines())
    if theirs - Counter(less.splitlines()):
        raise ValueError("lines of theirs would go too")
    return less


def without_lines(text: str, path: str, components: Iterable[Component]) -> str:
    """Return a text without what components have appended to it; what people have changed of that stays.

    Args:
        text: as people have it.
        path: the file's.
        components: with their texts filled in.
    """
    for component in components:
        for one in component.appended:
            block = marked(one.text.strip("\n"), component.name, path)
            if one.path == path and one.text.strip():
                text = text.replace(f"\n{block}", "", 1)
    return text


def _take_out(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if new := after.keys() - before.keys():
        raise ValueError(f"{min(new)} is new")
    for key, old in before.items():
        if key not in after:
            _drop(table, key, old)
        elif old != after[key]:
            _lessen(table.get(key), old, after[key])


def _drop(table: Any, key: str, old: Any) -> None:
    if key not in table:
        return
    if table[key].unwrap() != old:
        raise ValueError(f"{key} was changed")
    del table[key]


def _lessen(there: Any, old: Any, new: Any) -> None:
    if isinstance(there, dict) and isinstance(old, dict) and isinstance(new, dict):
        _take_out(there, old, new)
    elif isinstance(there, list) and isinstance(old, list) and isinstance(new, list):
        if any(item not in old for item in new):
            raise ValueError("an item is new")
        for item in old:
            if item not in new and item in there:
                del there[there.index(item)]
    else:
        raise ValueError("a value was changed")  # noqa: TRY004 the text is not as it should be
