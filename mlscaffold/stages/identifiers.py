"""Identifiers from headings, titles and class names."""

from __future__ import annotations

import keyword
import re
import unicodedata

MOST_WORDS = 4  # of a name: with the verb of a stage it stays well within 40 characters
LONGEST_STEM = 32  # characters of a file's name in another name, which so stays within 40
STOP = frozenset(
    "a an the or to our we i on at into is are be this that these those it its as "
    "let lets s using use how what why step phase part section chapter exercise de la el los las un una y en "
    "con del por para di da le les des der die das und via do does did can you your my now about some".split()
)
LINKS = frozenset("and by for from in of per versus vs with".split())
NUMBERING = re.compile(
    r"^\s*(?:(?:phase|step|part|section|chapter|exercise|question|q|fase|paso|parte)\s*)?"
    r"(?:\d+(?:\.\d+)*|[ivx]+(?=[.):]))\s*[.):\u2014\u2013-]*\s*",
    re.IGNORECASE,
)


def words_of(text: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the first meaningful words of a heading or title, at most `most`, in lower case and ASCII."""
    text = NUMBERING.sub("", text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().replace("'", "")
    found: list[str] = []
    for word in re.findall(r"[a-z][a-z0-9]*", plain.lower()):
        if word in STOP or (word in LINKS and (not found or found[-1] in LINKS)):
            continue
        if sum(w not in LINKS for w in found) == most:
            break
        found.append(word)
    while found and found[-1] in LINKS:
        found.pop()
    return tuple(found)


def snake(name: str) -> str:
    """Convert a class name or another identifier to snake case."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def file_words(stem: str) -> str:
    """Return a file's name as words, all of them unless it is very long."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = snake(plain)
    while len(name) > LONGEST_STEM and "_" in name:
        name = name.rpartition("_")[0]
    return name


def identifier(*parts: str) -> str:
    """Join words to a valid name that does not end in a separate number."""
    name = re.sub(r"_+", "_", "_".join(p for p in parts if p)).strip("_")
    name = re.sub(r"_(\d+)(?=_|$)", r"\1", name)
    if not name or name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
