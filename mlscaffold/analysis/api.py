"""Tables of libraries: effects of their calls (api.tsv), distributions of modules, and engines loaded by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

LISTED_IN_FULL = frozenset({"pandas.DataFrame", "pandas.Series", "pandas.Index"})
ALIASES = "\n# other spellings\n"


@dataclass(frozen=True, slots=True)
class Api:
    """Effects of a function, a class, a method or an attribute. The head of api.tsv explains the words.

    Args:
        name: its name in the table, such as `numpy.random.*` for `numpy.random.rand`.
        returns: type of its result, "" if unknown.
        side_effects: its effects other than the result.
        mutates: changed arguments: `self`, positions and keywords, some with `?` and the condition of the change.
        role: its pipeline step, "" for none.
        path: the argument that is a file's path, in the table's notation.
        base: for a class, the type whose methods it shares.
        view: whether its result may share data with its receiver or arguments.
        converts: whether it raises if a value cannot be converted, so that calling it is a check.
        seed: position of the seed argument, None if it is keyword-only.
    """

    name: str
    returns: str = ""
    side_effects: frozenset[str] = frozenset()
    mutates: tuple[str, ...] = ()
    role: str = ""
    path: str = ""
    base: str = ""
    view: bool = False
    converts: bool = False
    seed: int | None = None


class PathArgument(NamedTuple):
    """The argument that names a file.

    Args:
        mode: r, w, or rw if the call's mode decides.
        position: its position, None for a keyword-only argument or the receiver.
        keyword: its keyword, "" for none, `self` for the receiver.
    """

    mode: str
    position: int | None
    keyword: str


@cache
def canonical(qualified: str) -> str:
    """Return the canonical spelling of a qualified name.

    Args:
        qualified: dotted name as imported, such as `tensorflow.keras.layers.Dense`.

    Returns:
        The name in the table, such as `keras.layers.Dense`.
    """
    first, *middle = qualified.split(".")
    last = middle.pop() if middle else ""
    public = [part for part in middle if not part.startswith("_")]
    name = ".".join(part for part in (first, *public, last) if part) if first else qualified
    return _respelled(name)


@cache
def lookup(qualified: str) -> Api | None:
    """Return the row of a function, a class, or a method qualified by its class.

    Args:
        qualified: dotted name, such as `pandas.read_csv` or `scipy.stats.norm.rvs`.

    Returns:
        The row of this name, else of the longest matching wildcard, else of the class's base.
    """
    name = canonical(qualified)
    parent, _, last = name.rpartition(".")
    found = _row(name)
    if found or not parent:
        return found
    return next((row for base in bases(parent)[1:] if (row := _row(f"{base}.{last}"))), None)


@cache
def method(receiver: str, name: str) -> Api | None:
    """Return the row of a method or an attribute of an object.

    Args:
        receiver: qualified type of the object, "" if unknown.
        name: the method; `plot.bar` and `str.upper` are names too.

    Returns:
        The row of the type, else of its bases, else of any receiver, unless the type's methods are listed in full.
    """
    family = bases(canonical(receiver)) if receiver else ()
    own = next((row for kind in family if (row := _row(f"{kind}.{name}"))), None)
    if own or not LISTED_IN_FULL.isdisjoint(family):
        return own
    return _row(f".{name}")


@cache
def bases(kind: str) -> tuple[str, ...]:
    """Return a type and its base types, nearest first.

    Args:
        kind: canonical name of a type, such as `sklearn.svm.SVC`.

    Returns:
        The names, such as `("sklearn.svm.SVC", "estimator")`.
    """
    row = _row(kind)
    return (kind, *bases(row.base)) if row and row.base and row.base != kind else (kind,)


def path_arguments(api: Api) -> PathArgument | None:
    """Return the argument that is the path of a file, None for none."""
    if not api.path:
        return None
    mode, _, place = api.path.partition(":")
    position, _, keyword = place.partition("|")
    if position == "self":
        return PathArgument(mode, None, "self")
    return PathArgument(mode, int(position) if position.isdigit() else None, keyword)


@cache
def functions_with_paths() -> frozenset[str]:
    """Return the last parts of the names of functions and methods with a path argument."""
    rows = _tables()[0].items()
    return frozenset(name.rpartition(".")[2] for name, line in rows if not line.endswith("\t-"))


@cache
def random_functions() -> frozenset[str]:
    """Return the names of functions and classes that draw random numbers unless seeded."""
    return frozenset(name for name, line in _tables()[0].items() if "random?" in line)


@cache
def modules() -> frozenset[str]:
    """Return the top-level modules in the table."""
    return frozenset(name.partition(".")[0] for name in (*_tables()[0], *_tables()[1])) - {""}


@cache
def names_in(libraries: frozenset[str]) -> frozenset[str]:
    """Return the last parts of the names of all classes and functions of libraries."""
    found = (name for name in _tables()[0] if name.partition(".")[0] in libraries)
    return frozenset(name.rpartition(".")[2] for name in found)


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    text = files("mlscaffold.analysis").joinpath("api.tsv").read_text(encoding="utf-8")
    rows, _, spellings = text.partition(ALIASES)
    return _by_name(rows, "\t"), _by_name(spellings, "\t= ")


def _by_name(text: str, separator: str) -> dict[str, str]:
    return dict(line.split(separator, 1) for line in text.split("\n") if separator in line)


def _respelled(name: str) -> str:
    spellings = _tables()[1]
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        usual = spellings.get(".".join(parts[:end]))
        if usual is not None:
            return _respelled(".".join((usual, *parts[end:])))
    return name.removeprefix("builtins.")


@cache
def _row(name: str) -> Api | None:
    rows = _tables()[0]
    if name in rows:
        return _parsed(name, rows[name])
    parent, dot, last = name.rpartition(".")
    starts = (f"{parent}{dot}{last[:end]}*" for end in range(len(last), -1, -1))
    found = next((start for start in starts if start != "*" and start in rows), None)
    return _parsed(found, rows[found]) if found else None


def _parsed(name: str, line: str) -> Api:
    returns, side_effects, mutates, role, path = (text if text != "-" else "" for text in line.split("\t"))
    kind, _, base = returns.partition("(") if returns.startswith("class") else (returns, "", "")
    words = side_effects.split(",") if side_effects else []
    positions = [word.removeprefix("random?") for word in words if word.startswith("random?")]
    return Api(
        name=name,
        returns=kind,
        side_effects=frozenset(word.rstrip("0123456789") for word in words) - {"view", "converts"},
        mutates=tuple(mutates.split(",")) if mutates else (),
        role=role,
        path=path,
        base=base.rstrip(")"),
        view="view" in words,
        converts="converts" in words,
        seed=int(positions[0]) if positions and positions[0] else None,
    )


@dataclass(frozen=True, slots=True)
class Library:
    """A module whose distribution has another name, or that has none.

    Args:
        module: its name, with dots where distributions share a namespace.
        distribution: the distribution's name, "-" for none.
        reason: why there is none, "" otherwise.
    """

    module: str
    distribution: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """A library that a call loads by its name.

    Args:
        call: qualified name of the call; a `*` at its start or end matches anything.
        purpose: its purpose; of the engines of a call for one purpose, the first match is used.
        when: regular expression to find in the call's text, "" for always.
        distribution: the engine's distribution.
        module: the engine's module.
        reason: its use in the call, to be read after the call's name.
    """

    call: str
    purpose: str
    when: str
    distribution: str
    module: str
    reason: str

    def names(self, name: str) -> bool:
        """Return whether a call of this qualified name may need the engine."""
        if self.call.startswith("*"):
            return name.endswith(self.call[1:])
        return name.startswith(self.call[:-1]) if self.call.endswith("*") else name == self.call

    def fits(self, text: str) -> bool:
        """Return whether the text of such a call requires the engine."""
        return not self.when or re.search(self.when, text) is not None


@cache
def libraries() -> Mapping[str, Library]:
    """Return the modules whose distribution has another name, by module."""
    return MappingProxyType({row[0]: Library(*row) for row in _rows("distributions.tsv")})


@cache
def engines() -> tuple[Engine, ...]:
    """Return the engines in order of preference."""
    return tuple(Engine(*row) for row in _rows("engines.tsv"))


@cache
def engines_of(name: str) -> tuple[Engine, ...]:
    """Return the engines that a call may need, in order of preference."""
    return tuple(engine for engine in engines() if engine.names(name))


def _rows(file: str) -> list[list[str]]:
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
