"""The files beside a notebook that its code names by a pattern: f"sales_{year}.csv", "*.csv", a listed folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.path_mentions import Mention, mentions, passed_paths, with_pattern
from mlscaffold.codegen.shared_paths import is_path_like, normal

MOST_ENTRIES = 5_000
"""Files of the notebook's folder that are looked at: a folder of more is a data set, and listing it takes seconds."""
LISTS = frozenset("os.listdir os.scandir os.walk pathlib.Path.iterdir".split())


def files_by_pattern(statements: Sequence[Traced], beside: Path) -> frozenset[str]:
    """Return the files that the notebook may read by an incomplete name, relative to its folder.

    Args:
        statements: all statements of the notebook.
        beside: the notebook's folder.
    """
    found = [mention for mention in mentions(dict(enumerate(statements)), frozenset()) if mention.mode != "w"]
    patterns = {pattern for mention in found if (pattern := _pattern(mention))}
    if any(_lists_folder(mention) for mention in found):
        patterns.add(r"[^/]*")
    if not patterns:
        return frozenset()
    wanted = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))
    return frozenset(path for path in islice(_files(beside), MOST_ENTRIES) if wanted.fullmatch(path))


def named_paths(statements: Sequence[Traced]) -> frozenset[str]:
    """Return the texts that a notebook uses as paths of files that it may read, not as names of anything else.

    A word alone is a path only where it is used as one: a column, a key or a title may be named like a folder.
    """
    found = mentions(dict(enumerate(statements)), frozenset())
    own = {
        text
        for one in found
        if (text := one.text) and one.mode != "w" and (one.mode or one.passed or _looks_like_path(text))
    }
    return frozenset(own) | passed_paths(statements)


def _looks_like_path(text: str) -> bool:
    return "/" in text or re.search(r"\w\.[A-Za-z]\w{0,9}$", text) is not None


def _pattern(mention: Mention) -> str:
    """Return an incomplete path as a regular expression, "" for other texts."""
    template = with_pattern(mention.template)
    text = re.sub(r"^(?:\./)+", "", "".join("\0" if piece is None else piece for piece in template))
    if "\0" not in text or not is_path_like(mention, template) or not re.search(r"\w", text):
        return ""
    return re.sub(r"(?:\0)+(?=/)", ".*", re.escape(text).replace(re.escape("\0"), "\0")).replace(
        "\0", "[^/]*"
    )


def _lists_folder(mention: Mention) -> bool:
    return (
        mention.function in LISTS
        and None not in mention.template
        and normal("".join(map(str, mention.template))) == "."
    )


def _files(beside: Path) -> Iterator[str]:
    """Yield the files in a folder and below that are neither hidden nor notebooks."""
    for folder, inner, names in os.walk(beside):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "__")))
        relative = Path(folder).relative_to(beside)
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(".ipynb"):
                yield (relative / name).as_posix()
