"""What splits rows into train and test parts, and what repeats rows."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage.reading import copied, data_of, marks_of
from mlscaffold.analysis.leakage.rows import AGAIN, Held, part
from mlscaffold.analysis.leakage.state import Given, Machine, Split
from mlscaffold.analysis.leakage.values import Data, Folds, Items, Piece, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import SHUFFLING


def train_test_split(m: Machine, _: str, given: Given) -> Value:
    """Return the train and the test part of each argument, one after the other."""
    seed, size = given.constant(None, "random_state"), given.constant(None, "test_size")
    cut = ("random", seed, size) if seed is not None else m.site(given.node)
    found: list[Value] = []
    for value in given.positional:
        data = data_of(value)
        if data is None:
            found += [value, value]
            continue
        if given.constant(None, "shuffle") is not False:
            _note(m, data, given, cut, grouped=False)
        found += [piece_of(data, cut, 0), piece_of(data, cut, 1)]
    return Items(found)


def piece_of(data: Data, cut: object, piece: object) -> Data:
    """Return a part of data that a split made."""
    found = copied(data)
    found.rows = part(data.rows, cut, piece, "split")
    return found


def _note(m: Machine, data: Data, given: Given, cut: object, *, grouped: bool) -> None:
    place = m.place(given.node, _called(given.node))
    m.splits[Split(data.rows, marks_of(data), place, grouped, cut)] = None


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "split")


def splitter(m: Machine, name: str, given: Given) -> Value:
    """Return what KFold and the like make."""
    name = name.rpartition(".")[2]
    shuffles = given.constant(2, "shuffle") is True or name in SHUFFLING
    seed = given.constant(None, "random_state")
    cut = (name, seed) if seed is not None else m.site(given.node)
    m.folded.add(cut)
    return Folds(cut, name, shuffles, m.place(given.node, name))


def folds(m: Machine, owner: Folds, given: Given) -> Value:
    """Return the pairs of positions that `KFold.split` gives."""
    data = data_of(given.get(0, "X"))
    if data is not None and owner.shuffles:
        _note(m, data, given, owner.cut, grouped="Group" in owner.kind or given.get(2, "groups") is not None)
    return pairs(owner)


def pairs(owner: Folds) -> Value:
    """Return positions of train and test rows, for any of the folds."""
    return Items([], Items([Piece(owner.cut, 0), Piece(owner.cut, 1)], kind="tuple"))


def repeat(m: Machine, data: Data, node: ast.Call, text: str) -> Held:
    """Return rows that are there more than once, or that new rows were made of, from here on."""
    where = m.site(node)
    m.repeats.setdefault(where, m.place(node, text))
    return part(data.rows, where, 0, AGAIN)


def sampled(m: Machine, data: Data, given: Given) -> Data:
    """Return what `df.sample` gives: all rows in another order, some of them, or some of them repeatedly."""
    found = copied(data)
    size, count = given.get(None, "frac"), given.get(0, "n")
    if given.constant(None, "replace") is True:
        found.rows = repeat(m, data, given.node, "sample(replace=True)")
    elif (isinstance(size, Scalar) and size.value == 1) or (
        isinstance(count, Scalar) and count.value is None
    ):
        return found
    else:
        found.rows = part(data.rows, m.site(given.node), 0)
    return found
