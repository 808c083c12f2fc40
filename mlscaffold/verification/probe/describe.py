"""Describes a value exactly, as plain data that no later change of the value reaches, so that two runs can be compared.

A node is None, a bool, int, float, complex, str or bytes itself, or a dict whose key `kind` names its type. Tables and
figures are described by `exact_tables` and `exact_axes`. All other objects are reduced as pickle reduces them, but
never rebuilt: https://docs.python.org/3/library/pickle.html#object.__reduce__
"""

from __future__ import annotations

import os
import re
import sys
import types
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from .charts import library_of, specification
from .compare_paths import TOP
from .describe_code import Held, held_values, live_state, standard_stream
from .exact_tables import describe_table
from .figures import artist_node, is_artist

Node = Any
# Items of a container that are described: ten seconds of work; its length is always compared.
ITEMS = 2_000_000
PROTOCOL = 4  # of pickle: fixed, so that an object is reduced alike by all versions of Python
DEPTH = 60  # levels of nesting, each of them several Python calls deep: below Python's limit of 1000 frames
PLAIN = (type(None), bool, int, float, complex, str, bytes)
NAMED = (type, types.ModuleType)
LAZY = frozenset({"_cache", "_colwidths"})
"""Attributes that are set on first access, or, as the widths of columns of a table of statsmodels, when it is shown."""
ADDRESS = re.compile(r"_\w+_id$")
"""Private attributes that hold an `id`, such as `_stop_words_id` of scikit-learn's vectorizers."""
NO_NAMES: Mapping[str, str] = types.MappingProxyType({})


def describe(value: Any, package: str = "", renamed: Mapping[str, str] = NO_NAMES, root: str = "") -> Node:
    """Return a node for a value.

    Args:
        value: any value.
        package: the project's package, whose classes were the notebook's own.
        renamed: functions and classes of the package that have another name in the notebook, with that name.
        root: the project's folder: a file that is in it was beside the notebook.
    """
    return _Describer(package, renamed, root).node(value, 0)


def describe_code(
    value: Any, package: str = "", renamed: Mapping[str, str] = NO_NAMES, root: str = ""
) -> Node:
    """Return a node for a function or class of the notebook: its name, and the values that it holds."""
    describer = _Describer(package, renamed, root)
    return describer.class_node(value) if isinstance(value, type) else describer.node(value, 0)


WORKING_FOLDER = (
    "workspace"  # the folder of a project that takes the place of the folder copied for the notebook
)


class _Describer:
    """Describes one value: each of its parts once, and a cycle as such."""

    def __init__(self, package: str, renamed: Mapping[str, str], root: str) -> None:
        self.package = package
        self.renamed = renamed
        self.root = root
        self.done: dict[int, Node] = {}
        self.alive: list[Any] = []

    def node(self, value: Any, depth: int) -> Node:
        if self.root and isinstance(value, (str, os.PathLike)) and str(value).startswith(self.root):
            top = os.fspath(value) == os.path.join(self.root, WORKING_FOLDER)
            return {"kind": "path", "name": TOP if top else os.path.basename(value)}
        if type(value) in PLAIN:
            return value
        if isinstance(value, NAMED):
            return {"kind": "named", "type": type(value).__name__, "name": self.name_of(value)}
        if id(value) in self.done:
            return self.done[id(value)]
        if depth > DEPTH:
            return _opaque(value, "it is nested too deeply")
        self.done[id(value)] = {"kind": "cycle"}
        self.alive.append(value)  # so that no other object gets its id
        self.done[id(value)] = found = self.guarded(value, depth + 1)
        return found

    def guarded(self, value: Any, depth: int) -> Node:
        try:
            stream = standard_stream(value)
            return _named("stream", stream) if stream else self.known(value, depth)
        except Exception as error:  # noqa: BLE001  a foreign object's own code may raise anything
            return _opaque(value, f"{type(error).__name__}: {error}")

    def known(self, value: Any, depth: int) -> Node:
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        if type(value).__name__ == "CapturedIO":  # of %%capture: a project captures text with a StringIO
            return self.node(value._stdout, depth)  # noqa: SLF001  it has no other name
        if type(value).__name__ == "SList":  # of `!command`: a project has the lines in a list
            return self.node(list(value), depth)
        table = describe_table(value, lambda item: self.node(item, depth))
        if table is not None:
            return table
        if numpy is not None and isinstance(value, numpy.dtype):
            return _named("dtype", str(value))
        if torch is not None and isinstance(value, torch.nn.Module):
            state = {name: self.node(part, depth) for name, part in value.state_dict().items()}
            return {"kind": "object", "type": self.name_of(type(value)), "state": _fields(state)}
        if is_artist(value) or library_of(value):
            return self.drawn(value, depth)
        if type(value) in CONTAINERS:
            return CONTAINERS[type(value)](self, value, depth)
        held = held_values(value)
        if held is not None:
            return self.callable(value, held, depth)
        live = live_state(value)
        if live is not None:
            parts = {name: self.node(part, depth) for name, part in live.items()}
            return {"kind": "object", "type": type(value).__name__, "state": _fields(parts)}
        return self.reduced(value, depth)

    def drawn(self, value: Any, depth: int) -> Node:
        """Describe what matplotlib has drawn, and a figure of plotly, altair or bokeh by its specification."""
        if is_artist(value):
            return artist_node(value)
        state = self.node(specification(value), depth)
        return {"kind": "object", "type": library_of(value), "state": state}

    def callable(self, value: Any, held: Held, depth: int) -> Node:
        """Describe a function by its name and by what it holds; what it does is seen where it is called."""
        name, values = held
        return {
            "kind": "callable",
            "type": "function",
            "name": name if isinstance(name, str) else self.name_of(name).rsplit(".", 1)[-1],
            "holds": {name: self.node(part, depth) for name, part in values.items()},
            "attributes": {
                name: self.node(part, depth)
                for name, part in dict(getattr(value, "__dict__", {})).items()
                if not name.startswith("__")
            },
        }

    def class_node(self, value: type) -> Node:
        """Describe a class by its data; its methods are seen where they are called."""
        data = {
            name: self.node(part, 1)
            for name, part in vars(value).items()
            if type(part) in PLAIN + tuple(CONTAINERS) and not name.startswith("__")
        }
        name = self.name_of(value).rsplit(".", 1)[-1]
        return {"kind": "callable", "type": "class", "name": name, "holds": data, "attributes": {}}

    def reduced(self, value: Any, depth: int) -> Node:
        """Describe an object by what pickle would store of it."""
        reduced = value.__reduce_ex__(PROTOCOL)
        if isinstance(reduced, str):
            return _named("global", reduced)
        constructor, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
        name = getattr(constructor, "__qualname__", type(constructor).__name__)
        return {
            "kind": "object",
            "type": self.name_of(type(value)),
            "constructor": self.renamed.get(name, name),
            "arguments": [self.node(x, depth) for x in arguments if x is not type(value)],
            "state": self.state(state, depth, self.is_own(type(value))),
            "items": [] if items is None else [self.node(x, depth) for x in items],
            "pairs": [] if pairs is None else self.pairs(pairs, depth),
        }

    def state(self, state: Any, depth: int, own: bool) -> Node:
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], dict):
            state = {**(state[0] or {}), **state[1]} if isinstance(state[0], (dict, type(None))) else state
        if isinstance(state, dict):
            stable = [key for key in state if own or (key not in LAZY and not ADDRESS.match(str(key)))]
            parts = {str(key): self.node(state[key], depth) for key in stable}
            return _fields(parts) | ({"own": True} if own else {})
        return self.node(state, depth)

    def pairs(self, pairs: Any, depth: int) -> list[Node]:
        return [[self.node(key, depth), self.node(part, depth)] for key, part in pairs]

    def name_of(self, thing: Any) -> str:
        """Return the qualified name of a class, function or module; a definition of the notebook has no module."""
        name = getattr(thing, "__qualname__", getattr(thing, "__name__", type(thing).__name__))
        if self.is_own(thing) or not getattr(thing, "__module__", ""):
            last = name.rsplit(".", 1)[-1]
            return self.renamed.get(last, last)
        return f"{thing.__module__}.{name}"

    def is_own(self, thing: Any) -> bool:
        """Return whether a class or a function was defined in the notebook."""
        module = getattr(thing, "__module__", "") or ""
        return module == "__main__" or bool(self.package and module.split(".")[0] == self.package)


def _opaque(value: Any, why: str) -> Node:
    return {"kind": "opaque", "type": type(value).__name__, "why": why}


def _named(type_name: str, name: str) -> Node:
    return {"kind": "named", "type": type_name, "name": name}


def _fields(fields: dict[str, Node]) -> Node:
    return {"kind": "fields", "of": fields}


def _cut(length: int) -> dict[str, int]:
    return {"cut": ITEMS} if length > ITEMS else {}


def _sequence(describer: _Describer, value: Any, depth: int) -> Node:
    items = [describer.node(item, depth) for item in islice(value, ITEMS)]
    return {
        "kind": "sequence", "type": type(value).__name__, "length": len(value), "items": items, **_cut(len(value)),
    }  # fmt: skip


def _mapping(describer: _Describer, value: Any, depth: int) -> Node:
    pairs = describer.pairs(list(islice(value.items(), ITEMS)), depth)
    return {"kind": "mapping", "length": len(value), "pairs": pairs, **_cut(len(value))}


def _set(describer: _Describer, value: Any, depth: int) -> Node:
    items = sorted((describer.node(item, depth) for item in value), key=repr)
    return {"kind": "set", "length": len(value), "items": items[:ITEMS], **_cut(len(value))}


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
