"""What calls of known libraries do, read from the table api.tsv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LISTED_IN_FULL = frozenset({"pandas.DataFrame", "pandas.Series", "pandas.Index"})
ALIASES = "\n# other spellings\n"


@dataclass(frozen=True, slots=True)
class Api:
    """What is known of a function, a class, a method or an attribute. The head of api.tsv explains the words.

    Args:
        name: its name in the table, such as `numpy.random.*` for `numpy.random.rand`.
        returns: type of its result, "" where it is not known.
        side_effects: what it does besides giving a result.
        mutates: what it changes: `self`, positions and keywords, perhaps `?` and the keyword that turns it on.
        role: the part of the work it belongs to, "" for none.
        path: which argument is a file's path, as it stands in the table.
        base: for a class, the type whose methods it shares.
        view: whether its result may share data with its receiver or arguments.
        seed: position of the argument that is a seed, None where only keywords are.
    """

    name: str
    returns: str = ""
    side_effects: frozenset[str] = frozenset()
    mutates: tuple[str, ...] = ()
    role: str = ""
    path: str = ""
    base: str = ""
    view: bool = False
    seed: int | None = None


class PathArgument(NamedTuple):
    """The argument that names a file.

    Args:
        mode: r, w, or rw where the call's mode decides.
        position: its position, None where it can only be given by keyword or is the receiver.
        keyword: its keyword, "" where it has none, `self` for the receiver.
    """

    mode: str
    position: int | None
    keyword: str


@cache
def canonical(qualified: str) -> str:
    """Return the usual spelling of a qualified name.

    Args:
        qualified: dotted name as imported, such as `tensorflow.keras.layers.Dense`.

    Returns:
        The name that the table knows it by, such as `keras.layers.Dense`.
    """
    first, *middle = qualified.split(".")
    last = middle.pop() if middle else ""
    public = [part for part in middle if not part.startswith("_")]
    name = ".".join(part for part in (first, *public, last) if part) if first else qualified
    return _respelled(name)


@cache
def lookup(qualified: str) -> Api | None:
    """Return what is known of a function or a class, or of a method named through its class.

    Args:
        qualified: dotted name, such as `pandas.read_csv` or `scipy.stats.norm.rvs`.

    Returns:
        The row for exactly this name, else of the longest wildcard that fits, else of the class's base.
    """
    name = canonical(qualified)
    owner, _, last = name.rpartition(".")
    found = _row(name)
    if found or not owner:
        return found
    return next((row for base in bases(owner)[1:] if (row := _row(f"{base}.{last}"))), None)


@cache
def method(receiver: str, name: str) -> Api | None:
    """Return what is known of a method or an attribute of an object.

    Args:
        receiver: qualified type of the object, "" where it is not known.
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
    """Return a type and the types whose methods it shares, nearest first.

    Args:
        kind: canonical name of a type, such as `sklearn.svm.SVC`.

    Returns:
        The names, such as `("sklearn.svm.SVC", "estimator")`.
    """
    row = _row(kind)
    return (kind, *bases(row.base)) if row and row.base and row.base != kind else (kind,)


def path_arguments(api: Api) -> PathArgument | None:
    """Return which argument of a call is the path of a file, None where none is."""
    if not api.path:
        return None
    mode, _, place = api.path.partition(":")
    position, _, keyword = place.partition("|")
    if position == "self":
        return PathArgument(mode, None, "self")
    return PathArgument(mode, int(position) if position.isdigit() else None, keyword)


@cache
def taking_paths() -> frozenset[str]:
    """Return the last parts of the names of all that takes the path of a file."""
    rows = _tables()[0].items()
    return frozenset(name.rpartition(".")[2] for name, line in rows if not line.endswith("\t-"))


@cache
def drawing() -> frozenset[str]:
    """Return the names of the functions and classes that may draw random numbers unless they get a seed."""
    return frozenset(name for name, line in _tables()[0].items() if "random?" in line)


@cache
def modules() -> frozenset[str]:
    """Return the top modules that the table knows something of."""
    return frozenset(name.partition(".")[0] for name in (*_tables()[0], *_tables()[1])) - {""}


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
    owner, dot, last = name.rpartition(".")
    starts = (f"{owner}{dot}{last[:end]}*" for end in range(len(last), -1, -1))
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
        side_effects=frozenset(word.rstrip("0123456789") for word in words) - {"view"},
        mutates=tuple(mutates.split(",")) if mutates else (),
        role=role,
        path=path,
        base=base.rstrip(")"),
        view="view" in words,
        seed=int(positions[0]) if positions and positions[0] else None,
    )
