"""TOML from people's folders: what would take minutes or gigabytes to parse is invalid, as anything else is."""

import os
import re
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000  # the largest settings that were seen take a tenth of that
MOST_PARTS = 100  # of one dotted key; `tomllib` keeps all beginnings of a key, so its cost is quadratic
_LONG_KEY = re.compile(
    rf"""\.(?:[ \t]{{0,9}}(?:[\w-]{{1,200}}|"[^"\n]{{0,200}}"|'[^'\n]{{0,200}}')[ \t]{{0,9}}\.){{{MOST_PARTS}}}"""
)


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables in a text (TOML 1.0, toml.io).

    Raises:
        ValueError: it is not valid, too large, too deep, or one of its keys is too long.
    """
    import tomllib

    if len(text) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES:,} characters")
    if key := _LONG_KEY.search(text):
        line = text.count("\n", 0, key.start()) + 1
        raise ValueError(f"a key has more than {MOST_PARTS} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("its values are nested too deep") from None


def is_special(path: str | Path) -> bool:
    """Return whether a path is a pipe, a socket or a device: to read it may never end."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def read_toml(file: Path) -> dict[str, Any]:
    """Return the tables in a file.

    Raises:
        OSError: it cannot be read.
        ValueError: as in `parse_toml`, or it is a pipe or a device.
    """
    if is_special(file):
        raise ValueError("it is a pipe or a device, not a file")
    with file.open("rb") as opened:
        return parse_toml(opened.read(MOST_BYTES + 1).decode("utf-8"))
