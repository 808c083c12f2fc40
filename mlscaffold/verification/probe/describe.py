"""A value as plain data that no later change of the value reaches, so that two runs can be compared.

A node is None, a bool, int, float, complex, str or bytes itself, or a dict whose key `k` says what it describes.
Objects that nothing below knows are taken apart as pickle would (`object.__reduce_ex__`), but never made again:
https://docs.python.org/3/library/pickle.html#object.__reduce__
"""

from __future__ import annotations

import hashlib
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from .figures import figure_node, is_figure

Node = Any
WHOLE = 4_000_000  # bytes of an array that is kept whole
PICKS = 4096  # items kept of a larger one
ITEMS = 200_000  # items kept of a container
DEPTH = 60
PLAIN = (type(None), bool, int, float, complex, str, bytes)
NAMED = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)
LAZY = frozenset({"_cache"})
"""Attributes that are made when somebody asks for them."""
ADDRESS = re.compile(r"_\w+_id$")
"""Private attributes that hold what `id` gives, such as `_stop_words_id` of scikit-learn's vectorizers."""


def describe(value: Any, package: str = "") -> Node:
    """Return a node for a value.

    Args:
        value: any value.
        package: the project's package, whose classes were the notebook's own.
    """
    return _Describer(package).node(value, 0)


class _Describer:
    """Describes one value; each of its parts once, and none inside itself."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.done: dict[int, Node] = {}
        self.kept: list[Any] = []

    def node(self, value: Any, depth: int) -> Node:
        if type(value) in PLAIN:
            return value
        if isinstance(value, NAMED):
            return {"k": "named", "kind": type(value).__name__, "name": self.name_of(value)}
        if id(value) in self.done:
            return self.done[id(value)]
        if depth > DEPTH:
            return _opaque(value, "it is nested too deeply")
        self.done[id(value)] = {"k": "cycle"}
        self.kept.append(value)  # keeps its id from being given to another
        self.done[id(value)] = found = self.guarded(value, depth + 1)
        return found

    def guarded(self, value: Any, depth: int) -> Node:
        try:
            return self.known(value, depth)
        except Exception as error:  # noqa: BLE001  a foreign object's own code may raise anything
            return _opaque(value, f"{type(error).__name__}: {error}")

    def known(self, value: Any, depth: int) -> Node:
        for library, describer in KNOWN:
            module = sys.modules.get(library)
            if module is not None:
                found = describer(self, value, module, depth)
                if found is not None:
                    return found
        if is_figure(value):
            return figure_node(value)
        describe_kind = CONTAINERS.get(type(value))
        if describe_kind is not None:
            return describe_kind(self, value, depth)
        return self.taken_apart(value, depth)

    def taken_apart(self, value: Any, depth: int) -> Node:
        """Describe an object by what pickle would store of it."""
        reduced = value.__reduce_ex__(4)
        if isinstance(reduced, str):
            return {"k": "named", "kind": "global", "name": reduced}
        made, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
        return {
            "k": "object",
            "type": self.name_of(type(value)),
            "made": getattr(made, "__qualname__", type(made).__name__),
            "arguments": [self.node(x, depth) for x in arguments if x is not type(value)],
            "state": self.state(state, depth),
            "items": [] if items is None else [self.node(x, depth) for x in items],
            "pairs": [] if pairs is None else self.pairs(pairs, depth),
        }

    def state(self, state: Any, depth: int) -> Node:
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], dict):
            state = {**(state[0] or {}), **state[1]} if isinstance(state[0], (dict, type(None))) else state
        if isinstance(state, dict):
            kept = {
                key: part for key, part in state.items() if key not in LAZY and not ADDRESS.match(str(key))
            }
            return {"k": "fields", "of": {str(key): self.node(part, depth) for key, part in kept.items()}}
        return self.node(state, depth)

    def pairs(self, pairs: Any, depth: int) -> list[Node]:
        return [[self.node(key, depth), self.node(part, depth)] for key, part in pairs]

    def name_of(self, thing: Any) -> str:
        """Return where a class, function or module stands; what the notebook defines has no module."""
        name = getattr(thing, "__qualname__", getattr(thing, "__name__", type(thing).__name__))
        module = getattr(thing, "__module__", "") or ""
        own = module == "__main__" or (self.package and module.split(".")[0] == self.package)
        return name.rsplit(".", 1)[-1] if own or not module else f"{module}.{name}"


def _opaque(value: Any, why: str) -> Node:
    return {"k": "opaque", "type": type(value).__name__, "why": why}


def _sequence(describer: _Describer, value: Any, depth: int) -> Node:
    items = [describer.node(item, depth) for item in list(value)[:ITEMS]]
    return {"k": "sequence", "type": type(value).__name__, "length": len(value), "items": items}


def _mapping(describer: _Describer, value: Any, depth: int) -> Node:
    pairs = describer.pairs(list(value.items())[:ITEMS], depth)
    return {"k": "mapping", "length": len(value), "pairs": pairs}


def _set(describer: _Describer, value: Any, depth: int) -> Node:
    items = sorted((describer.node(item, depth) for item in value), key=repr)
    return {"k": "set", "length": len(value), "items": items[:ITEMS]}


CONTAINERS: dict[type, Callable[[_Describer, Any, int], Node]] = {
    list: _sequence,
    tuple: _sequence,
    dict: _mapping,
    set: _set,
    frozenset: _set,
    type({}.keys()): _sequence,
    type({}.values()): _sequence,
    type({}.items()): _sequence,
}


def _numpy(describer: _Describer, value: Any, numpy: Any, depth: int) -> Node | None:
    if isinstance(value, numpy.ma.MaskedArray):
        parts = [array_node(describer, x, depth) for x in (value.filled(), numpy.ma.getmaskarray(value))]
        return {"k": "masked", "parts": parts}
    if isinstance(value, numpy.ndarray):
        return array_node(describer, value, depth)
    if isinstance(value, numpy.generic):
        return {"k": "scalar", "dtype": str(value.dtype), "value": describer.node(value.item(), depth)}
    if isinstance(value, numpy.dtype):
        return {"k": "named", "kind": "dtype", "name": str(value)}
    return None


def array_node(describer: _Describer, value: Any, depth: int) -> Node:
    """Return a node for a numpy array: all of it, or of a large one its digest, its sums and some of its values."""
    numpy = sys.modules["numpy"]
    value = numpy.asarray(value)
    if value.dtype.names:  # their bytes have gaps with anything in them
        return {
            "k": "fields",
            "of": {name: array_node(describer, value[name], depth) for name in value.dtype.names},
        }
    node: dict[str, Any] = {"k": "array", "dtype": value.dtype.str, "shape": list(value.shape)}
    flat = value.reshape(-1)
    if value.dtype.kind == "O":
        picked = flat[_picks(flat.size, ITEMS)] if flat.size > ITEMS else flat
        return {**node, "items": [describer.node(item, depth) for item in picked.tolist()]}
    content = flat.tobytes()
    if len(content) <= WHOLE:
        return {**node, "data": content}
    node["digest"] = hashlib.sha256(content).hexdigest()
    node["data"] = flat[_picks(flat.size, PICKS)].tobytes()
    if value.dtype.kind in "fiub":
        finite = flat[numpy.isfinite(flat)].astype(float)
        node["sums"] = [float(finite.sum()), float((finite**2).sum()), int(flat.size - finite.size)]
    return node


def _picks(size: int, count: int) -> Any:
    numpy = sys.modules["numpy"]
    return numpy.unique(numpy.linspace(0, size - 1, count).astype(int))


def _pandas(describer: _Describer, value: Any, pandas: Any, depth: int) -> Node | None:
    if isinstance(value, pandas.DataFrame):
        columns = [_column(describer, value.iloc[:, i], depth) for i in range(value.shape[1])]
        index, names = (describer.node(part, depth) for part in (value.index, value.columns))
        return {"k": "frame", "rows": len(value), "columns": names, "index": index, "data": columns}
    if isinstance(value, pandas.Series):
        name, index = describer.node(value.name, depth), describer.node(value.index, depth)
        return {"k": "series", "name": name, "index": index, "data": _column(describer, value, depth)}
    if isinstance(value, pandas.MultiIndex):
        levels = [_column(describer, value.get_level_values(i), depth) for i in range(value.nlevels)]
        return {"k": "index", "names": [describer.node(n, depth) for n in value.names], "data": levels}
    if isinstance(value, pandas.Index):
        return {
            "k": "index",
            "names": [describer.node(value.name, depth)],
            "data": [_column(describer, value, depth)],
        }
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return _column(describer, pandas.Series(value), depth)
    if isinstance(value, (pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval)):
        return {"k": "time", "type": type(value).__name__, "value": str(value)}
    if value is pandas.NaT or value is pandas.NA:
        return {"k": "time", "type": "missing", "value": str(value)}
    return None


def _column(describer: _Describer, values: Any, depth: int) -> Node:
    """Return a node for a series' or an index's values and their type."""
    kind = str(values.dtype)
    if kind == "category":
        of = values.cat if hasattr(values, "cat") else values
        codes = array_node(describer, of.codes, depth)
        categories = _column(describer, of.categories, depth)
        return {
            "k": "column",
            "dtype": f"{kind}, ordered: {of.ordered}",
            "data": codes,
            "categories": categories,
        }
    array = values.to_numpy()
    if array.dtype.kind == "O" or not hasattr(values.dtype, "str"):
        array = values.astype(object).to_numpy(dtype=object)
    return {"k": "column", "dtype": kind, "data": array_node(describer, array, depth)}


def _sparse(describer: _Describer, value: Any, sparse: Any, depth: int) -> Node | None:
    if not sparse.issparse(value):
        return None
    rows = value.tocsr().copy()
    rows.sum_duplicates()
    parts = [array_node(describer, part, depth) for part in (rows.indptr, rows.indices, rows.data)]
    return {"k": "sparse", "format": value.format, "shape": list(value.shape), "parts": parts}


def _torch(describer: _Describer, value: Any, torch: Any, depth: int) -> Node | None:
    if isinstance(value, torch.Tensor):
        return {"k": "tensor", "data": array_node(describer, value.detach().cpu().numpy(), depth)}
    if isinstance(value, torch.nn.Module):
        state = {name: describer.node(part, depth) for name, part in value.state_dict().items()}
        return {"k": "object", "type": describer.name_of(type(value)), "state": {"k": "fields", "of": state}}
    return None


KNOWN = (("numpy", _numpy), ("pandas", _pandas), ("scipy.sparse", _sparse), ("torch", _torch))
"""What describes the values of a library, by the module whose presence says that there may be some."""
