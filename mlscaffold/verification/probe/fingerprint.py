"""Reduces a node of `describe` to a small one of plain JSON that a later run can be compared with.

Small values stay whole. Of arrays their dtype, shape, sums and a sample stay; of large objects their parts by name, and of
what is deeper a digest. Floats are never part of a digest: their sums are compared with a tolerance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from .fingerprint_arrays import is_float, is_numeric, summary_of_array, summary_of_floats

WHOLE = (
    64  # parts of a value that stays whole: a row of a usual table, a confusion matrix, a report of metrics
)
LONGEST = 200  # characters of a text that stays whole: two lines
DEPTH = 3  # levels of a large object whose parts are named: a pipeline, its steps, their parameters
WIDE = 80  # columns of a table that are compared by themselves: an encoder makes thousands
MOST_FLOATS = 5_000_000  # numbers of an object that are summed, 40 MB: the trees of a large forest
TABLES = frozenset({"frame", "series", "index", "column", "masked", "tensor", "sparse", "values", "scalar"})
"""Kinds whose parts are arrays, which are reduced by themselves."""
PLAIN = frozenset({str, int, bool, float, type(None)})
CONTAINERS = {"sequence": "items", "set": "items", "mapping": "pairs"}
"""Kinds of containers, and where their items are."""


def fingerprint(node: Any) -> Any:
    """Return a reduced node."""
    return _Reducer().reduced(node, 0)


class _Reducer:
    """Reduces one value; parts that are shared are reduced once."""

    def __init__(self) -> None:
        self.weights: dict[int, int] = {}
        self.digests: dict[int, tuple[bytes, list[Any]]] = {}

    def reduced(self, node: Any, depth: int) -> Any:
        if isinstance(node, list):
            return [self.reduced(part, depth) for part in node]
        if not isinstance(node, dict):
            return _scalar(node)
        kind = node.get("kind", "")
        if kind == "array":
            return self.array(node, depth)
        if kind == "path":  # the same file in another copy of the project
            return {"kind": "file", "name": node["name"]}
        if kind in TABLES or self.weight(node) <= WHOLE:
            return self.table(node, depth) if kind == "frame" else self.parts(node, depth)
        if depth < DEPTH and _count(node) <= WHOLE:
            return self.parts(node, depth + 1)
        return self.shortened(node, depth)

    def shortened(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        """Return a node of the same kind with a digest of its items; where it has none, the digest."""
        if node["kind"] not in CONTAINERS:
            return self.digest(node)
        name, head = (
            CONTAINERS[node["kind"]],
            {key: part for key, part in node.items() if key not in CONTAINERS.values()},
        )
        items = self.digest(node[name])
        return {**self.parts(head, depth), name: [["items", items]] if name == "pairs" else [items]}

    def parts(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        return {str(key): self.reduced(part, depth) for key, part in node.items()}

    def table(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        if len(node["data"]) <= WIDE:
            return self.parts(node, depth)
        rest = {key: part for key, part in node.items() if key != "data"}
        return {**self.parts(rest, depth), "data": [self.digest({"kind": "columns", "data": node["data"]})]}

    def array(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        if "fields" in node:
            return self.parts(node, depth)
        if is_numeric(node):
            return summary_of_array(node)
        head = {"kind": "summary", "dtype": node["dtype"], "shape": node["shape"]}
        rows = node.get("rows")
        if rows is None:  # texts of a fixed width, raw bytes
            return {**head, "sha256": hashlib.sha256(node["data"]).hexdigest()}
        if len(rows) <= WHOLE:
            return {**head, "rows": [self.reduced(row, depth + 1) for row in rows]}
        return {**head, "digest": self.digest(rows)}

    def weight(self, node: Any) -> int:
        """Return how many parts a node has; more than `WHOLE` are not counted."""
        if not isinstance(node, (dict, list)):
            return 1 + len(node) // LONGEST if isinstance(node, (str, bytes)) else 1
        if id(node) in self.weights:
            return self.weights[id(node)]
        self.weights[id(node)] = total = 1  # of a cycle
        for part in node.values() if isinstance(node, dict) else node:
            total += self.weight(part)
            if total > WHOLE:
                break
        self.weights[id(node)] = total
        return total

    def digest(self, node: Any) -> dict[str, Any]:
        """Return a digest of all but the floats of a node, and the sums of those."""
        digest, floats = self.digested(node)
        whole = hashlib.sha256(digest).hexdigest()
        return {"kind": "digest", "type": _type(node), "sha256": whole, "floats": summary_of_floats(floats)}

    def digested(self, node: Any) -> tuple[bytes, list[Any]]:
        if not isinstance(node, (dict, list)):
            return _plain(node)
        if id(node) not in self.digests:
            self.digests[id(node)] = b"", []
            self.digests[id(node)] = self.combined(node)
        return self.digests[id(node)]

    def combined(self, node: Any) -> tuple[bytes, list[Any]]:
        if isinstance(node, list):
            if PLAIN.issuperset(map(type, node)):
                return _plain_items(node)
            return self.joined(("", part) for part in node)
        if node.get("kind") == "array" and is_numeric(node):
            return _numbers(node)
        hides = node.get("kind") == "fields" and not node.get("own")
        return self.joined(
            (key, _without_private(node[key]) if hides and key == "of" else node[key]) for key in sorted(node)
        )

    def joined(self, parts: Iterable[tuple[str, Any]]) -> tuple[bytes, list[Any]]:
        whole = hashlib.sha256()
        floats: list[Any] = []
        for key, part in parts:
            digest, more = self.digested(part)
            whole.update(f"{key}\0".encode("utf-8", "surrogatepass") + digest)
            floats += more[: max(MOST_FLOATS - len(floats), 0)]
        return whole.digest(), floats


def _without_private(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a library's object without private ones, which may be set on first access."""
    return {name: part for name, part in fields.items() if not name.startswith("_")}


def _numbers(node: dict[str, Any]) -> tuple[bytes, list[Any]]:
    head = f"{node['dtype']} {node['shape']} {node.get('digest', '')}".encode()
    if is_float(node["dtype"]):
        return head, [(node["data"], node["dtype"])]
    return hashlib.sha256(head + node["data"]).digest(), []


def _plain_items(items: list[Any]) -> tuple[bytes, list[Any]]:
    """Return the digest of a list of plain values at once: columns of texts are long."""
    floats = [item for item in items if type(item) is float]
    kept = ["float" if type(item) is float else repr(item) for item in items] if floats else items
    return hashlib.sha256(repr(kept).encode("utf-8", "surrogatepass")).digest(), floats


def _plain(value: Any) -> tuple[bytes, list[Any]]:
    if isinstance(value, float):
        return b"float", [value]
    if isinstance(value, complex):
        return b"complex", [value.real, value.imag]
    if isinstance(value, bytes):
        return hashlib.sha256(value).digest(), []
    return f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass"), []


def _scalar(value: Any) -> Any:
    """Return a plain value as JSON; floats at twelve digits, so that a file of expectations is the same in each run."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, complex):
        return {"kind": "complex", "parts": [_scalar(value.real), _scalar(value.imag)]}
    if isinstance(value, bytes):
        return {"kind": "text", "length": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, str) and len(value) > LONGEST:
        digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
        return {"kind": "text", "length": len(value), "sha256": digest}
    return value


def _count(node: dict[str, Any]) -> int:
    """Return how many parts a node names."""
    parts = node.get("items", node.get("pairs", node.get("of", ())))
    return len(parts) if isinstance(parts, (list, dict)) else 0


def _type(node: Any) -> str:
    return str(node.get("type") or node.get("kind") or "value") if isinstance(node, dict) else "list"
