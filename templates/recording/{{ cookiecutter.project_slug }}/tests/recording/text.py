"""JSON that reads and diffs well: one row a line."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 88  # characters of a line: the width of ruff's formatter, so that a diff fits beside another


def to_text(value: Any, indent: int = 0) -> str:
    """Return JSON text; what fits stays on one line, and so does a list of plain values."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, (list, dict)) or _row(value):
        return flat
    space = " " * (indent + 1)
    if isinstance(value, list):
        parts = [to_text(item, indent + 1) for item in value]
        return "[\n" + ",\n".join(space + part for part in parts) + "]"
    parts = [f"{json.dumps(key, ensure_ascii=False)}: {to_text(item, indent + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(space + part for part in parts) + "}"


def _row(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value)
