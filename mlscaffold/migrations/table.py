"""The table of migrations: which old form becomes which new one. Its head explains the notation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mlscaffold.migrations.changes import Change, changes

CHOICE = re.compile(r"\{([^{}:]*\|[^{}:]*)\}")
QUALIFIED = re.compile(r"\b[a-zA-Z]\w*(?:\.\w+)*\.(\w+)")
WORD = re.compile(r"[A-Za-z_]\w*")
LIBRARIES = frozenset(
    "pandas numpy sklearn matplotlib seaborn scipy tensorflow keras statsmodels networkx imblearn gensim xgboost "
    "lightgbm plotly IPython joblib imageio io datetime string".split()
)
"""First parts of dotted names that stand for themselves in a pattern."""
RAISES = frozenset({"removed", "renamed", "moved", "signature"})


@dataclass(frozen=True, slots=True)
class Migration:
    """A row of the table.

    Args:
        fix: safe (the value stays), unsafe (the value may change), or look (a person has to decide).
        old: the pattern.
        new: the template, empty where there is none.
        unless: keywords, perhaps with a position, that may not be given; words with `@` are conditions.
        when: on what the error depends; empty where it depends on nothing that cannot be seen.
        library: the library whose row of api_changes.tsv this is.
        row: its old code there, the beginning of it being enough.
    """

    fix: str
    old: str
    new: str
    unless: tuple[str, ...]
    when: str
    library: str
    row: str

    @property
    def is_name(self) -> bool:
        """Whether it is of a dotted name that has another one now, or is gone."""
        plain = not re.match(r"_[a-z]", self.old) and re.fullmatch(r"[\w.]+", self.old)
        return bool(plain and re.fullmatch(r"(?:[\w.]+!?)?", self.new))

    @property
    def target(self) -> str:
        """The new dotted name of a name."""
        return self.new.rstrip("!")

    @property
    def is_bare(self) -> bool:
        """Whether an import brings the new name, and not the new thing under the old name."""
        return self.new.endswith("!")

    @property
    def change(self) -> Change:
        """What is known of the change: version, kind, documentation.

        Raises:
            LookupError: there is no such row.
        """
        return _change(self.library, self.row)

    @property
    def severity(self) -> str:
        """`error` where the old form raises, `warning` where it runs."""
        return "error" if self.change.kind in RAISES and not self.change.silent else "warning"


@cache
def libraries() -> Mapping[str, tuple[str, ...]]:
    """Return the rows of each library as they stand, in the order of the table.

    Raises:
        ValueError: a row of the table has too few or too many columns.
    """
    text = files("mlscaffold.migrations").joinpath("migrations.tsv").read_text(encoding="utf-8")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            found[_fields(line)[5]].append(line)
    return {library: tuple(lines) for library, lines in found.items()}


@cache
def words() -> tuple[str, ...]:
    """Return strings of which at least one stands in any code that holds an old form; a cheap filter."""
    olds = [_fields(line)[1] for lines in libraries().values() for line in lines]
    return tuple(sorted({word for old in olds for word in _words(old)}))


def _words(old: str) -> tuple[str, ...]:
    """Return the longest word that a pattern demands, or the alternatives where it demands none by itself."""
    if old.endswith("= ..."):
        return ("][", "].loc", "].iloc", "] =", "]=")
    plain = WORD.findall(QUALIFIED.sub(r"\1", CHOICE.sub(" ", old)))
    if re.fullmatch(r"\w+(?:\.\w+)*", old):
        return (old.rpartition(".")[2],)
    own = max((word for word in plain if word[0] != "_" and word not in LIBRARIES), key=len, default="")
    choices = [
        part.partition(">")[0].rpartition(".")[2]
        for found in CHOICE.findall(old)
        for part in found.split("|")
    ]
    return (own,) if len(own) > 1 else tuple(found[0] for part in choices if (found := WORD.search(part)))


@cache
def migrations(library: str) -> tuple[Migration, ...]:
    """Return the migrations of a library in the order of the table, alternatives `{a|b>c}` once for each."""
    return tuple(migration for line in libraries()[library] for migration in _expanded(line))


def _fields(line: str) -> list[str]:
    fields = line.split("\t")
    if len(fields) != 7:
        raise ValueError(f"A row of migrations.tsv has {len(fields)} columns instead of 7: {line}")
    return fields


def _expanded(line: str) -> Iterator[Migration]:
    fields = _fields(line)
    fix, old, new, unless, when, library, row = (text if text != "-" else "" for text in fields)
    for before, after in _chosen(old, new):
        yield Migration(fix, before, after, tuple(unless.split()), when, library, row)


def _chosen(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield both sides for each alternative; the new side names its own by `{}` with the same list."""
    found = CHOICE.search(old)
    if found is None:
        yield old, new
        return
    for choice in found[1].split("|"):
        before, _, after = choice.partition(">")
        chosen = old[: found.start()] + before + old[found.end() :]
        yield from _chosen(chosen, new.replace("{}", after or before, 1) if "{}" in new else new)


@cache
def _change(library: str, row: str) -> Change:
    for change in changes():
        if change.library == library and change.old.replace("\n", "\\n").startswith(row):
            return change
    raise LookupError(f"api_changes.tsv has no row of {library} that begins with {row}")
