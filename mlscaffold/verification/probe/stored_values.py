"""Describes values for recordings, within limits of their size."""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any

from .call_values import plain

BYTES = 3  # characters of JSON per number of a large array, at least


class StoredValues:
    """Describes values as the project's own tests do.

    Args:
        module: the project's `recorded_values`.
        limits: those of `record.py`.
        package: the project's package, whose objects are described by their fields.
    """

    def __init__(self, module: Any, limits: dict[str, Any], package: str) -> None:
        self.module, self.limits, self.package = module, limits, package

    def node(self, value: Any) -> Any:
        """Return the description of a value, as JSON gives it back."""
        return plain(self.module.describe(value, self.package))

    def restore(self, node: Any) -> Any:
        """Return the value that a description holds, or raise ValueError."""
        return self.module.restore(node)

    def differ(self, one: Any, other: Any) -> bool:
        """Return whether two descriptions differ."""
        return bool(self.module.difference(one, other))

    def stored(self, value: Any, limit: int = 0) -> Any:
        """Return a tuple with the description of a value, if it is small and can be restored; else None.

        Args:
            value: the value.
            limit: characters of the description, 0 for those of an input.
        """
        limit = limit or self.limits["input"]
        if size(value) > limit:
            return None
        try:
            node = self.whole(value)
            restored = self.restore(node) if len(json.dumps(node)) <= limit else None
            same = type(restored) is type(value) and not self.differ(node, self.whole(restored))
        except Exception:  # noqa: BLE001 values that cannot be made again say so in their own ways
            return None
        return (node,) if same else None

    def whole(self, value: Any) -> Any:
        """Return the description of a value with all its items."""
        return plain(self.module.describe(value, self.package, sys.maxsize))

    def described(self, value: Any) -> Any:
        """Return the description of a result of a function, None if it is large or says only what type it is."""
        if size(value) > self.limits["bytes"] or inspect.isroutine(value) or isinstance(value, type):
            return None
        node = self.node(value)
        says = not isinstance(node, dict) or node.keys() not in ({"kind"}, {"kind", "value"}) or node["value"]
        return node if says and len(json.dumps(node)) <= self.limits["input"] else None


def size(value: Any) -> int:
    """Return about how many bytes the text of a large value takes, 0 for others."""
    number = getattr(value, "size", 0)
    if isinstance(number, int) and number:
        return number * BYTES
    return len(value) if isinstance(value, (str, list, tuple, dict, set)) else 0
