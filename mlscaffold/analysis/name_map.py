"""A mapping from names that shares its entries with the mapping it was made from: thousands of statements have one each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Layer = Mapping[str, str | None]


class NameMap(Mapping[str, str]):
    """An immutable mapping in layers, each at least twice as large as the next, so that there are few of them.

    Args:
        layers: entries, None for names that are removed; later layers come first.
    """

    __slots__ = ("layers",)

    def __init__(self, layers: tuple[Layer, ...] = ()) -> None:
        self.layers = layers

    def __getitem__(self, name: str) -> str:
        """Return the value of a name."""
        for layer in reversed(self.layers):
            if name in layer:
                value = layer[name]
                if value is None:
                    break
                return value
        raise KeyError(name)

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]  # values are texts
        """Return the value of a name, a default if it has none."""
        for layer in reversed(self.layers):
            if name in layer:
                value = layer[name]
                return default if value is None else value
        return default

    def __contains__(self, name: object) -> bool:
        """Return whether a name has a value."""
        for layer in reversed(self.layers):
            if name in layer:
                return layer[name] is not None  # type: ignore[index]  # it is a key
        return False

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the order in which they came."""
        merged: dict[str, str | None] = {}
        for layer in self.layers:
            merged.update(layer)
        return (name for name, value in merged.items() if value is not None)

    def __len__(self) -> int:
        """Return how many names have a value."""
        return sum(1 for _ in self)

    def having(self, new: Mapping[str, str], without: Iterable[str] = ()) -> NameMap:
        """Return the mapping with other entries.

        Args:
            new: names with their new values.
            without: names that are removed before.
        """
        removed = [name for name in without if name in self]
        top: dict[str, str | None] = {**dict.fromkeys(removed), **new}
        if not top:
            return self
        layers = list(self.layers)
        while layers and len(layers[-1]) <= 2 * len(top):
            top = {**layers.pop(), **top}
        if not layers:
            top = {name: value for name, value in top.items() if value is not None}
        return NameMap((*layers, top))
