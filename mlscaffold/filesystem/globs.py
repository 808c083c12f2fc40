"""Patterns of paths, as settings write them: `*` stays in a folder, `**` does not."""

from __future__ import annotations

import re
from functools import cache


def matches(path: str, pattern: str) -> bool:
    """Say whether a path, or a folder that it stands in, is meant by a pattern.

    Args:
        path: relative, with `/`.
        pattern: `notebooks/explore/**`, `notebooks/`, `*.py`; one without `/` means a name in any folder.
    """
    return bool(_compiled(pattern).match(path))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.removeprefix("./").strip("/")
    anywhere = "" if "/" in pattern.removeprefix("./").rstrip("/") else r"(?:.*/)?"
    return re.compile(f"{anywhere}{_translated(bare)}(?:/.*)?\\Z", re.DOTALL)


def _translated(pattern: str) -> str:
    parts = re.split(r"(\*\*/|/\*\*|\*\*|\*|\?)", pattern)
    means = {"**/": "(?:.*/)?", "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(means.get(part, re.escape(part)) for part in parts)
