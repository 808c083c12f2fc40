"""Secrets in the content of data files: such a file is not copied, and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from mlscaffold.notebook.sensitive.secret_names import looks_random, strength
from mlscaffold.notebook.sensitive.secret_patterns import UNKNOWN, known_secrets, passwords_in_urls
from mlscaffold.notebook.sensitive.secrets import Secret
from mlscaffold.notebook.sensitive.spellings import spellings
from mlscaffold.notebook.sensitive.text_secrets import secrets_in_text
from mlscaffold.notebook.sensitive.token_formats import anchors

SETTINGS = frozenset(".json .yaml .yml .ini .toml .cfg .conf .env .properties .xml".split())
"""Suffixes of files of settings, in which secrets are known by their names."""
TABLES = frozenset({".csv", ".tsv", ".tab"})
LARGEST_SETTINGS = 100_000  # bytes: files of settings have a few thousand, larger ones are data
AROUND = 200  # characters before and after a fixed text of a key: the longest keys but a few have fewer
SHORTEST_ANCHOR = 3  # characters: shorter fixed texts are everywhere
FIXED = (
    "PRIVATE KEY",
    "eyJ",
    "AccountKey=",
    "sig=",
    "ignature=",
    "_token=",
    "api_key=",
    "apikey=",
    "Bearer ",
    "hooks.slack.com",
)


def secrets_in_content(file: Path, known: Iterable[str] = ()) -> tuple[Secret, ...]:
    """Return the secrets in a file, each with its line.

    Args:
        file: the file.
        known: secrets of the code and of the environment, which are looked for, too.
    """
    state = file.stat()
    return _in_file(file, state.st_mtime_ns, state.st_size, frozenset(known))


FILES = 2000
"""Files whose result is kept: a project is generated many times in the search for a difference, from the same files."""


@lru_cache(maxsize=FILES)
def _in_file(file: Path, _changed: int, size: int, known: frozenset[str]) -> tuple[Secret, ...]:
    content = file.read_bytes()
    text = content.decode(
        "latin-1" if b"\0" in content[:8000] else "utf-8", "replace"
    )  # where Git looks for zeros
    found = [
        ("secret of the code", value) for value in known if any(one in text for one in set(spellings(value)))
    ]
    found += [(kind, value) for kind, value in known_secrets(_excerpt(text)) if kind != UNKNOWN]
    found += passwords_in_urls(text)
    suffix = file.suffix.lower()
    if suffix in SETTINGS and size <= LARGEST_SETTINGS:
        found += ((kind, value) for value, kind in secrets_in_text(text, weak=False))
    if suffix in TABLES:
        found += (("key in a column", value) for value in _in_columns(text))
    kinds = {value: kind for kind, value in reversed(found)}
    return tuple(
        Secret(value, kind, text.count("\n", 0, max(text.find(value), 0)) + 1)
        for value, kind in kinds.items()
    )


def _excerpt(text: str) -> str:
    """Return what is around the fixed texts of keys: quicker to search than all of a large file."""
    spans: list[tuple[int, int]] = []
    for anchor in (*FIXED, *(one for one in anchors() if len(one) >= SHORTEST_ANCHOR)):
        place = text.find(anchor)
        while place >= 0:
            spans.append((max(place - AROUND, 0), place + len(anchor) + AROUND))
            place = text.find(anchor, spans[-1][1])
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces.append(("" if start <= last else "\n") + text[max(start, last) : end])
        last = max(last, end)
    return "".join(pieces)


def _in_columns(text: str) -> Iterator[str]:
    """Yield the random texts in columns of a table whose names are those of keys and tokens."""
    first, _, rest = text.partition("\n")
    comma = max(",;\t|", key=first.count)
    names = [name.strip().strip("\"'") for name in first.split(comma)]
    columns = [number for number, name in enumerate(names) if strength(name) in ("key", "weak")]
    for line in rest.splitlines() if columns else ():
        cells = line.split(comma)
        for number in columns:
            value = cells[number].strip().strip("\"'") if number < len(cells) else ""
            if looks_random(value) and re.search("[a-z]", value) and re.search("[A-Z]", value):
                yield value
