"""What happens to lists and dictionaries of values."""

from __future__ import annotations

from mlscaffold.analysis.leakage.reading import data_of, merged
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.subscripts import element
from mlscaffold.analysis.leakage.values import Items, Scalar, Value

ADDS = frozenset({"append", "add", "extend", "insert", "update"})


def method(m: Machine, owner: Items, name: str, given: Given) -> Value:
    """Follow a method of a list or dictionary."""
    if name in ADDS:
        _add(m, owner, name, given)
        return None
    if name == "items":
        return _pairs(owner)
    if name == "values":
        return Items(owner.known, owner.rest)
    if name in {"get", "pop", "setdefault"}:
        return element(Items(owner.known, owner.rest))
    return Items(owner.known, owner.rest, owner.keys, owner.kind) if name == "copy" else None


def _add(m: Machine, owner: Items, name: str, given: Given) -> None:
    value = given.get(1 if name == "insert" else 0)
    if name == "append" and owner.known is not None and owner.kind == "list" and not m.looping:
        owner.known.append(value)
    else:
        owner.rest = value if owner.rest is None else _both(owner.rest, value)


def _both(left: Value, right: Value) -> Value:
    a, b = data_of(left), data_of(right)
    if a is not None and b is not None and a is not b:
        return merged([a, b])
    return right if b is not None or a is None else left


def _pairs(owner: Items) -> Items:
    if owner.keys is None or owner.known is None:
        return Items([], Items([Scalar(), element(Items(owner.known, owner.rest))], kind="tuple"))
    pairs: list[Value] = [Items([k, v], kind="tuple") for k, v in zip(owner.keys, owner.known, strict=False)]
    return Items(pairs, None if owner.rest is None else Items([None, owner.rest], kind="tuple"))


def numbered(given: Given) -> Items:
    """Return what `enumerate` gives."""
    first = given.get(0)
    if isinstance(first, Items) and first.known and first.rest is None:
        return Items([Items([Scalar(int), item], kind="tuple") for item in first.known])
    return Items([], Items([Scalar(int), element(first)], kind="tuple"))


def zipped(given: Given) -> Items:
    """Return what `zip` gives."""
    lists = given.positional
    if all(isinstance(v, Items) and v.known and v.rest is None for v in lists):
        known = [v.known for v in lists if isinstance(v, Items) and v.known]
        return Items([Items(list(row), kind="tuple") for row in zip(*known, strict=False)])
    return Items([], Items([element(value) for value in lists], kind="tuple"))
