"""Whether the code of a notebook may leave its folder upwards, so that its runs need the folders above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mlscaffold.analysis.dataflow import Traced

CLIMBS = re.compile(
    r"(?<!\.)\.\.(?=[/\\'\"])|\bparents?\b|\bdirname\b|\bpardir\b|\bchdir\b|\brelpath\b|%cd\b|\b(?:find|load)_dotenv\b"
    r"|\bpyprojroot\b|\brootutils\b|\bhere\(|\bgit\.Repo\b|\bsearch_parent_directories\b|\brev-parse\b"
)
"""Words of code that goes up: `..`, folders of paths, and functions that search the folders above."""


def goes_up(statements: Sequence[Traced]) -> bool:
    """Return whether one of the statements may use a folder above the notebook's."""
    return texts_go_up(traced.statement.source for traced in statements)


def texts_go_up(texts: Iterable[str]) -> bool:
    """Return whether source text may use a folder above."""
    return any(CLIMBS.search(text) for text in texts)
