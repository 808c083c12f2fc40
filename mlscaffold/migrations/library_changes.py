"""The table of library changes, read from library_changes.tsv, whose head explains the columns."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

ANYTHING = "…"
"""Matches any text in the error of a change."""
ROOTS = {
    "imbalanced-learn": "imblearn",
    "ipython": "IPython",
    "scikit-learn": "sklearn",
    "ydata-profiling": "pandas_profiling",
}
"""Modules that are not named like their library."""
LIBRARIES = frozenset(
    "pandas numpy sklearn matplotlib seaborn scipy tensorflow keras statsmodels networkx imblearn gensim xgboost "
    "lightgbm plotly IPython joblib imageio io datetime string".split()
)
"""First parts of the dotted names that match themselves in a pattern."""
AFTER_FAILURE = frozenset({"ruff", "run"})
"""Fixes whose patterns only explain or predict a failed run."""
BREAKING = frozenset({"removed", "renamed", "moved", "signature"})
"""Kinds of changes after which the old code raises."""
_CHOICE = re.compile(r"\{([^{}:]*\|[^{}:]*)\}")
_QUALIFIED = re.compile(r"\b[a-zA-Z]\w*(?:\.\w+)*\.(\w+)")
_MODULES = re.compile(r"(?<![\w.])[a-zA-Z]\w*(?:\.\w+)*\.(?=\{)")
"""Modules in front of a choice of names: code may have imported them under another name."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_COLUMNS, _PATTERN_COLUMNS = 16, 5  # of a change with its first pattern, and of a further pattern


@dataclass(frozen=True, slots=True)
class Cause:
    """The change of a library that explains why a cell fails.

    Args:
        library: the library.
        version: its version in which the old code broke.
        old: the code that broke.
        new: the code to write now, "" where nothing replaces it.
        source: where the library documents the change.
    """

    library: str
    version: str
    old: str
    new: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """A row of the table: a change of a library with one pattern of the code that it breaks.

    The fields are the columns, which the head of library_changes.tsv explains; `fix` and `pattern` are "" where the
    change has no pattern of its own.
    """

    fix: str
    pattern: str
    replacement: str
    unless: tuple[str, ...]
    when: str
    library: str
    version: str
    kind: str
    source: str
    old: str
    new: str
    error: str = ""
    silent: bool = False
    ruff_rule: str = ""
    ruff_fix: str = "no"

    @property
    def root(self) -> str:
        """The module that is imported to use the library."""
        return ROOTS.get(self.library, self.library)

    @property
    def remedy(self) -> str:
        """The code to write now, "" where nothing replaces the old code."""
        return "" if self.new == "pass" or self.new.startswith("#") else self.new

    @property
    def is_name(self) -> bool:
        """Whether the pattern is a dotted name that was renamed or removed."""
        plain = not re.match(r"_[a-z]", self.pattern) and re.fullmatch(r"[\w.]+", self.pattern)
        return bool(plain and re.fullmatch(r"(?:[\w.]+!?)?", self.replacement))

    @property
    def target(self) -> str:
        """The new dotted name of a name."""
        return self.replacement.rstrip("!")

    @property
    def is_bare(self) -> bool:
        """Whether an import brings the new name, and not the new object under the old name."""
        return self.replacement.endswith("!")

    @property
    def severity(self) -> str:
        """`error` where the old code raises, `warning` where it runs."""
        return "error" if self.kind in BREAKING and not self.silent else "warning"


@cache
def libraries() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the rows of each library in the order of the table, each with the columns of its change.

    Raises:
        ValueError: a row has too few or too many columns.
    """
    text = files("mlscaffold.migrations").joinpath("library_changes.tsv").read_text(encoding="utf-8")
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    change: tuple[str, ...] = ()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            fields = _fields(line)
            change = fields[_PATTERN_COLUMNS:] or change
            found[change[0]].append((*fields[:_PATTERN_COLUMNS], *change))
    return {library: tuple(rows) for library, rows in found.items()}


def _fields(line: str) -> tuple[str, ...]:
    fields = tuple("" if field == "-" else field for field in line.split("\t"))
    if len(fields) not in (_COLUMNS, _PATTERN_COLUMNS):
        raise ValueError(f"A row of library_changes.tsv has {len(fields)} columns instead of 16 or 5: {line}")
    return fields


@cache
def patterns(library: str) -> tuple[LibraryChange, ...]:
    """Return a library's rows that have a pattern, alternatives `{a|b>c}` once for each."""
    return tuple(change for row in libraries()[library] if row[1] for change in _alternatives(row))


def _alternatives(row: tuple[str, ...]) -> Iterator[LibraryChange]:
    fix, pattern, replacement, unless, when, library, version, kind, source, *examples, _also = row
    old, new, error, silent, rule, ruff_fix = (_unescaped(text) for text in examples)
    words = tuple(unless.split())
    change = (library, version, kind, source, old, new, error, silent == "silent", rule, ruff_fix or "no")
    for before, after in _chosen(pattern, replacement):
        yield LibraryChange(fix, before, after, words, when, *change)


def _unescaped(text: str) -> str:
    r"""Return text in which `\n` is a line break, and after a second backslash itself."""
    if "\\n" not in text:
        return text
    return re.sub(r"\\?\\n", lambda found: found[0][1:] if len(found[0]) > 2 else "\n", text)


def _chosen(pattern: str, replacement: str) -> Iterator[tuple[str, str]]:
    """Yield both sides for each alternative; `{}` in the replacement is the one chosen in the pattern."""
    found = _CHOICE.search(pattern)
    if found is None:
        yield pattern, replacement
        return
    for choice in found[1].split("|"):
        before, _, after = choice.partition(">")
        chosen = pattern[: found.start()] + before + pattern[found.end() :]
        yield from _chosen(
            chosen, replacement.replace("{}", after or before, 1) if "{}" in replacement else replacement
        )


@cache
def changes() -> tuple[LibraryChange, ...]:
    """Return all changes with their first pattern, those that hold for several names once for each name."""
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for rows in libraries().values():
        for row in rows:
            first.setdefault(row[_PATTERN_COLUMNS:], row)
    return tuple(change for row in first.values() for change in _examples(row))


def _examples(row: tuple[str, ...]) -> Iterator[LibraryChange]:
    change = next(_alternatives(row))
    yield change
    name, _, others = row[-1].partition(": ")
    for other in others.split():
        old, new, error = (text.replace(name, other) for text in (change.old, change.new, change.error))
        yield replace(change, old=old, new=new, error=error)


@cache
def words() -> tuple[str, ...]:
    """Return strings of which code that a pattern matches contains at least one; a cheap filter."""
    rows = (row for rows in libraries().values() for row in rows if row[0] not in AFTER_FAILURE)
    return tuple(sorted({word for row in rows if row[1] for word in _words(row[1])}))


def _words(pattern: str) -> tuple[str, ...]:
    """Return the longest word that a pattern demands, or the alternatives where it demands none by itself."""
    if pattern.endswith("= ..."):
        return ("][", "].loc", "].iloc", "] =", "]=")
    plain = _WORD.findall(_QUALIFIED.sub(r"\1", _CHOICE.sub(" ", _MODULES.sub("", pattern))))
    if re.fullmatch(r"\w+(?:\.\w+)*", pattern):
        return (pattern.rpartition(".")[2],)
    own = max((word for word in plain if word[0] != "_" and word not in LIBRARIES), key=len, default="")
    choices = [
        part.partition(">")[0].rpartition(".")[2]
        for found in _CHOICE.findall(pattern)
        for part in found.split("|")
    ]
    return (own,) if len(own) > 1 else tuple(found[0] for part in choices if (found := _WORD.search(part)))
