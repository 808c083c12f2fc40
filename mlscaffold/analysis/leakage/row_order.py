"""What groups of rows, and rows before or after a row, make of a table."""

from __future__ import annotations

from mlscaffold.analysis.leakage.reading import copied, marks_of, nameless, texts_of
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.values import Data, Marks, Value, altered
from mlscaffold.analysis.leakage.vocabulary import IDENTIFIER

IN_ORDER = frozenset({"shift", "diff", "pct_change", "rolling", "expanding", "ewm"})
RUNNING = frozenset({"cumsum", "cumcount", "cummax", "cummin", "cumprod", "ngroup", "rank"})


def group(_m: Machine, owner: Data, _name: str, given: Given) -> Data:
    """Return a table in groups, with the name of the column where that tells persons or things apart."""
    names = texts_of(given.get(0, "by")) or frozenset()
    key = next((name for name in sorted(names) if IDENTIFIER.search(name)), "")
    return altered(copied(owner), grouped="groups", key=key, sources=frozenset())


def grouped(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """What is computed of groups or windows: of a window only earlier rows go into a row."""
    plain = altered(copied(owner), grouped="", sources=frozenset(), column="")
    plain.marks |= belonging(m, owner, name, given)
    if owner.grouped == "window" or name in RUNNING | {"head", "tail", "first", "nth"}:
        return plain
    if name in IN_ORDER:
        return in_order(m, plain, name, given)
    if name in {"ffill", "bfill", "fillna", "sample"}:
        return plain
    made = m.source(given.node)
    made.marks = marks_of(plain) | m.mark("statistic", owner.rows, given.node, f"groupby.{name}")
    return made


def belonging(m: Machine, owner: Data, name: str, given: Given) -> Marks:
    """Rows of one person or thing belong together."""
    return m.mark("group", owner.rows, given.node, f"groupby.{name}") if owner.key else frozenset()


def in_order(m: Machine, owner: Data, name: str, given: Given) -> Data:
    """Earlier or later rows go into a row."""
    step = given.constant(0, "periods")
    later = isinstance(step, int) and step < 0 and name in {"shift", "pct_change", "diff"}
    made = nameless(owner)
    made.sources = frozenset()
    made.marks |= m.mark("future" if later else "time", owner.rows, given.node, name)
    made.grouped = "window" if name in {"rolling", "expanding", "ewm"} else ""
    return made
