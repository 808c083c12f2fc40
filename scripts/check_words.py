"""Lists identifiers, module names and texts that use a word of words.toml, with the word to use instead.

usage: check_words.py [PATH ...]      by default all files that Git knows

words.toml holds three tables, `modules`, `identifiers` and `phrases`, and the exceptions, each with its reason.
The exit status is 0 when nothing is found and 1 otherwise; an exception that no file needs is a finding too.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = frozenset({".md", ".toml", ".jinja", ".html", ".js", ".css", ".sh", ".yml", ".yaml", ".json", ".cfg"})
PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True, slots=True)
class Exemption:
    """A use of a word in another meaning.

    Args:
        word: the word, as the tables have it.
        files: a pattern of paths, `*` for all.
        reason: why it is right there.
        line: a regular expression that the line must match, "" for any line.
    """

    word: str
    files: str
    reason: str
    line: str = ""

    def covers(self, use: Use) -> bool:
        """Return whether it allows a use."""
        return (
            self.word == use.word
            and fnmatch(use.path, self.files)
            and (not self.line or bool(re.search(self.line, use.text)))
        )


@dataclass(frozen=True, slots=True)
class Use:
    """A word that is not to be used.

    Args:
        path: the file, relative to the repository.
        line: its line, from 1; 0 for the name of the file.
        word: the word, as the tables have it.
        better: what to use instead.
        text: the line's text.
    """

    path: str
    line: int
    word: str
    better: str
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words.toml says.

    Args:
        modules: base names of modules and what to call them.
        identifiers: words within identifiers and what to use instead.
        phrases: regular expressions for texts and what to write instead.
        exemptions: the uses that are right.
    """

    modules: dict[str, str]
    identifiers: dict[str, str]
    phrases: dict[str, str]
    exemptions: tuple[Exemption, ...]


def read_vocabulary(path: Path) -> Vocabulary:
    """Read words.toml."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    exemptions = tuple(Exemption(**entry) for entry in table.get("exempt", ()))
    return Vocabulary(table["modules"], table["identifiers"], table["phrases"], exemptions)


def uses_in(path: str, text: str, vocabulary: Vocabulary) -> Iterator[Use]:
    """Yield each use of a word in a file.

    Args:
        path: the file, relative to the repository.
        text: what it holds.
        vocabulary: the words.
    """
    lines = text.splitlines()
    if path.endswith(".py"):
        yield from _module_name(path, vocabulary)
        for kind, line, part in _pieces(text):
            if kind == "name":
                yield from _in_identifier(path, line, part, lines, vocabulary)
            else:
                yield from _in_text(path, line, part, vocabulary)
    elif Path(path).suffix in TEXTS:
        yield from _in_text(path, 1, text, vocabulary)


def _module_name(path: str, vocabulary: Vocabulary) -> Iterator[Use]:
    name = Path(path).stem
    if name in vocabulary.modules and path.startswith(("mlscaffold/", "codemods/")):
        yield Use(path, 0, name, vocabulary.modules[name], name)


def _pieces(text: str) -> Iterator[tuple[str, int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield "name", token.start[0], token.string
        elif token.type in (tokenize.STRING, tokenize.COMMENT):
            yield "text", token.start[0], token.string


def _in_identifier(
    path: str, line: int, name: str, lines: list[str], vocabulary: Vocabulary
) -> Iterator[Use]:
    """Yield a word in a name: capitalised words of the table are whole names, all others parts of names."""
    parts = (part.lower() for part in PARTS.findall(name))
    for word in dict.fromkeys((name, *parts)):
        if word in vocabulary.identifiers:
            yield Use(path, line, word, vocabulary.identifiers[word], lines[line - 1])
            return


def _in_text(path: str, first: int, text: str, vocabulary: Vocabulary) -> Iterator[Use]:
    lines = text.splitlines()
    for pattern, better in vocabulary.phrases.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, found.start())
            yield Use(path, first + line, pattern, better, lines[line] if lines else text)


def tracked(paths: list[str]) -> tuple[str, ...]:
    """Return the files that Git tracks, relative to the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


def main(paths: list[str]) -> int:
    """Print the uses, and return the exit status."""
    vocabulary = read_vocabulary(Path(__file__).with_name("words.toml"))
    needed: set[Exemption] = set()
    found: list[Use] = []
    for path in tracked(paths):
        if path == "scripts/words.toml" or Path(path).suffix not in TEXTS | {".py"}:
            continue
        for use in uses_in(path, (ROOT / path).read_text(encoding="utf-8"), vocabulary):
            covering = [one for one in vocabulary.exemptions if one.covers(use)]
            needed.update(covering[:1])
            if not covering:
                found.append(use)
    for use in found:
        print(f"{use.path}:{use.line}: {use.word!r}: use {use.better}    {use.text.strip()[:100]}")
    idle = [] if paths else [one for one in vocabulary.exemptions if one not in needed]
    for one in idle:
        print(f"scripts/words.toml: the exemption of {one.word!r} in {one.files} is not needed any more")
    print(f"{len(found)} uses of {len({use.word for use in found})} words")
    return int(bool(found or idle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
