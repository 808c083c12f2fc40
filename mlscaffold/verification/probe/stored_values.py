"""Describes values for recordings, within limits of their size."""

from __future__ import annotations

import json
from typing import Any

from .call_values import plain

BYTES = 3  # characters of JSON per number of a large array, at least


class StoredValues:
    """Describes values with the project's own package `recording`.

    Args:
        recording: the package.
        limits: those of `record.py`.
    """

    def __init__(self, recording: Any, limits: dict[str, Any]) -> None:
        self.recording, self.limits = recording, limits

    def stored(self, value: Any, limit: int = 0) -> Any:
        """Return a tuple with the description of a value, if it is small and can be restored; else None.

        Args:
            value: the value.
            limit: characters of the description, 0 for those of an input.
        """
        limit = limit or self.limits["input"]
        if size(value) > limit:
            return None
        describe, whole = self.recording.describe, "whole"
        node = plain(describe(value, whole))
        if len(json.dumps(node)) > limit:
            return None
        try:
            restored = self.recording.restore(node)
        except self.recording.CannotRestore:
            return None
        same = type(restored) is type(value) and not self.recording.difference(
            node, plain(describe(restored, whole))
        )
        return (node,) if same else None

    def described(self, value: Any) -> Any:
        """Return the description of a result of a function, None if it is large or says only what type it is."""
        if size(value) > self.limits["bytes"]:
            return None
        node = plain(self.recording.describe(value))
        says = not isinstance(node, dict) or node.get("kind") not in ("other", "name")
        return node if says and len(json.dumps(node)) <= self.limits["input"] else None


def size(value: Any) -> int:
    """Return about how many bytes the text of a large value takes, 0 for others."""
    number = getattr(value, "size", 0)
    if isinstance(number, int) and number:
        return number * BYTES
    return len(value) if isinstance(value, (str, list, tuple, dict, set)) else 0
