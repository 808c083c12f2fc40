"""Compares two nodes of `describe` part by part, floats with a tolerance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .compare_fingerprints import difference
from .compare_numbers import compare_bytes, scalar_difference
from .compare_paths import same_path

SHORT = 40  # characters of a value or a key in a message: two of them fit on a line
LONGEST_KEY = 200  # characters of a key in a place: longer keys differ in their beginning
NAMED = 5  # differences that a report names: enough to see a pattern, short enough for one line
MOST_PLACES = (
    500  # differences that are noted: those that two runs of the notebook do not agree on are left out later
)

Place = tuple[str, str]
"""The place inside a value, and what is there."""
Found = tuple[str, str, Any]
"""`differs` or `opaque` with the place and a message, `close` with a relative difference, `compare` with two nodes."""


@dataclass
class Comparison:
    """The result of a comparison.

    Args:
        differences: the places that differ.
        opaque: the places that cannot be compared.
        largest: the largest relative difference of numbers that count as equal.
        cut: whether there are more differences than are noted.
    """

    differences: list[Place] = field(default_factory=list)
    opaque: list[Place] = field(default_factory=list)
    largest: float = 0.0
    cut: bool = False

    def add(self, kind: str, place: str, what: Any) -> None:
        """Note what was found at a place."""
        if kind == "close":
            self.largest = max(self.largest, what)
        else:
            (self.differences if kind == "differs" else self.opaque).append((place, what))
        self.cut = len(self.differences) >= MOST_PLACES


def compare(expected: Any, actual: Any) -> tuple[str, str]:
    """Compare the notebook's value with the project's.

    Args:
        expected: the node of the notebook's value.
        actual: the node of the project's value.

    Returns:
        The verdict (`equal`, `differs` or `not compared`) and for the last two the reason.
    """
    found = compare_nodes(expected, actual)
    return summary(found.differences, found.opaque)


def summary(differences: Sequence[Place], opaque: Sequence[Place]) -> tuple[str, str]:
    """Return the verdict on a value and the reason; a value of which a part cannot be compared is not compared."""
    if differences:
        shown = differences[:NAMED]
        return "differs", "; ".join(f"at {place}: {what}" if place else what for place, what in shown)
    whole = [what for place, what in opaque if not place]
    if whole:
        return "not compared", whole[0]
    places = ", ".join(sorted({place for place, _ in opaque})[:NAMED])
    return (
        ("not compared", f"equal except for what cannot be inspected: {places}") if opaque else ("equal", "")
    )


def compare_nodes(expected: Any, actual: Any) -> Comparison:
    """Compare part by part, each pair of parts once, however often it is shared, up to the last difference to note."""
    result = Comparison()
    visited = {(id(expected), id(actual))}
    open_parts = [_compare(expected, actual, "")]
    while open_parts and not result.cut:
        found = next(open_parts[-1], None)
        if found is None:
            open_parts.pop()
        elif found[0] != "compare":
            result.add(*found)
        else:
            left, right = found[2]
            if (id(left), id(right)) not in visited or not isinstance(left, dict):
                visited.add((id(left), id(right)))
                open_parts.append(_compare(left, right, found[1]))
    return result


def _compare(a: Any, b: Any, place: str) -> Iterator[Found]:
    kinds = [str(x.get("kind", "parts")) if isinstance(x, dict) else "value" for x in (a, b)]
    if (kinds[0] == "unbound" and b is None) or kinds[0] == "secret":
        return
    if "opaque" in kinds:
        node = a if kinds[0] == "opaque" else b
        yield "opaque", place, f"{_article(node['type'])} cannot be inspected ({node['why']})"
    elif kinds[1] == "path":
        yield from _path(a, b, place)
    elif kinds[0] != kinds[1]:
        yield _differs(place, _short(a), _short(b))
    elif kinds[0] == "value":
        yield from _scalars(a, b, place)
    else:
        yield from COMPARERS.get(kinds[0], _items)(a, b, place)


def _path(a: Any, b: Any, place: str) -> Iterator[Found]:
    if not same_path(a, b):
        yield _differs(place, _short(a), f"the path of {b['name']}")


def _scalars(a: Any, b: Any, place: str) -> Iterator[Found]:
    difference = scalar_difference(a, b)
    if difference is None:
        yield _differs(place, _short(a), _short(b))
    elif difference:
        yield "close", place, difference


def _differs(place: str, notebook: object, project: object) -> Found:
    return "differs", place, f"{notebook} in the notebook, {project} in the project"


def _only_in(place: str, name: str, in_notebook: bool) -> Found:
    return "differs", place, f"{name}only in the {'notebook' if in_notebook else 'project'}"


def _items(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare nodes key by key."""
    for key in {**a, **b}:
        where = _join(place, key)
        if key not in a or key not in b:
            yield _only_in(where, "", key in a)
        elif isinstance(a[key], list) and isinstance(b[key], list):
            yield from _lists(a[key], b[key], where)
        elif key != "kind":
            yield "compare", where, (a[key], b[key])


def _lists(a: list[Any], b: list[Any], place: str) -> Iterator[Found]:
    if len(a) != len(b):
        yield _differs(place, len(a), len(b))
        return
    for number, (one, other) in enumerate(zip(a, b)):
        if one is other:
            continue
        where = f"{place}[{number}]"
        if isinstance(one, list) and isinstance(other, list):
            yield from _lists(one, other, where)
        elif isinstance(one, dict) or isinstance(other, dict) or scalar_difference(one, other) != 0:
            yield "compare", where, (one, other)


def _sequence(a: Any, b: Any, place: str) -> Iterator[Found]:
    if a.get("type") != b.get("type") or a["length"] != b["length"]:
        yield _differs(place, *(f"{_article(x.get('type', 'set'))} of {x['length']}" for x in (a, b)))
    else:
        yield from _lists(a["items"], b["items"], place)
        yield from _beyond(a, place)


def _beyond(a: Any, place: str) -> Iterator[Found]:
    """Yield that a long value was described in part."""
    if "cut" in a:
        yield "opaque", place, f"only {a['cut']} of its items were compared"


def _mapping(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = ({repr(key)[:LONGEST_KEY]: part for key, part in x["pairs"]} for x in (a, b))
    for text in {**left, **right}:
        if text in left and text in right:
            yield "compare", f"{place}[{text}]", (left[text], right[text])
        else:
            yield _only_in(place, f"the key {text[:SHORT]} is ", text in left)
    if a["length"] != b["length"]:
        yield _differs(place, *(f"{x['length']} keys" for x in (a, b)))
    yield from _beyond(a, place)


def _named(a: Any, b: Any, place: str) -> Iterator[Found]:
    if (a["type"], a["name"].rsplit(".", 1)[-1]) != (b["type"], b["name"].rsplit(".", 1)[-1]):
        yield _differs(place, a["name"], b["name"])


def _fields(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare attributes; a private one of a library that only one side has was set on first access."""
    own = a.get("own") or b.get("own")
    for name in sorted(a["of"].keys() | b["of"].keys()):
        where = f"{place}.{name}" if place else name
        if name in a["of"] and name in b["of"]:
            yield "compare", where, (a["of"][name], b["of"][name])
        elif own or not name.startswith("_"):
            yield _only_in(where, "", name in a["of"])


def _callable(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare functions by their names, and by the values that both hold: a project's may hold more."""
    names = {a["name"], b["name"]}
    if len(names) > 1 and "<lambda>" not in names:
        yield _differs(place, f"the function {a['name']}", f"the function {b['name']}")
    for part in ("holds", "attributes"):
        for name in a[part]:
            if name in b[part]:
                yield "compare", f"{place}.{name}" if place else name, (a[part][name], b[part][name])


def _array(a: Any, b: Any, place: str) -> Iterator[Found]:
    if (a["dtype"], a["shape"]) != (b["dtype"], b["shape"]):
        yield _differs(place, _size(a), _size(b))
    elif "fields" in a:
        yield from _fields({"of": a["fields"]}, {"of": b["fields"]}, place)
    elif "data" not in a:
        yield from _lists(a["rows"], b["rows"], place)
        yield from _beyond(a, place)
    elif a["data"] != b["data"] or a.get("digest") != b.get("digest"):
        message, largest = compare_bytes(a, b)
        yield ("differs", place, message) if message else ("close", place, largest)


def _fingerprint(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare parts of which only a fingerprint is known."""
    if (a.get("dtype"), a.get("shape")) != (b.get("dtype"), b.get("shape")):
        yield _differs(place, _size(a), _size(b))
    elif "rows" in a:
        yield from _lists(a["rows"], b["rows"], place)
    else:
        message, largest = difference(a, b)
        yield ("differs", place, message) if message else ("close", place, largest)


def _size(array: Any) -> str:
    return f"{array['dtype']} {' x '.join(map(str, array['shape'])) or 'scalar'}"


def _frame(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = (_column_names(x) for x in (a, b))
    if left != right:
        lost, new = (
            [n for n in some if n not in other][:NAMED] for some, other in ((left, right), (right, left))
        )
        sides = ((lost, "notebook"), (new, "project"))
        texts = [f"{', '.join(names)} only in the {where}" for names, where in sides if names]
        yield "differs", place, f"its columns: {'; '.join(texts) or 'in another order'}"
    elif a["shape"] != b["shape"]:
        yield _differs(place, f"{a['shape'][0]} rows", b["shape"][0])
    elif a.get("class") != b.get("class"):
        yield _differs(place, *(x.get("class", "DataFrame") for x in (a, b)))
    else:
        yield "compare", _join(place, "columns"), (a["columns"], b["columns"])
        yield "compare", _join(place, "index"), (a["index"], b["index"])
        for name, one, other in zip(left, a["data"], b["data"]):
            yield "compare", f"{place}[{name}]", (one, other)


def _column_names(frame: Any) -> list[str]:
    levels = [level["data"] for level in frame["columns"]["data"]]
    if len(levels) == 1 and "rows" in levels[0]:
        return [repr(item)[:LONGEST_KEY] for item in levels[0]["rows"]]
    return [str(number) for number in range(len(frame["data"]))]


COMPARERS = {
    "sequence": _sequence,
    "set": _sequence,
    "mapping": _mapping,
    "named": _named,
    "callable": _callable,
    "fields": _fields,
    "array": _array,
    "frame": _frame,
    **dict.fromkeys(("summary", "digest", "text"), _fingerprint),
}


def _join(place: str, key: str) -> str:
    if key in {"state", "data", "parts", "items", "pairs", "of", "rows", "value"}:
        return place
    return f"{place}.{key}" if place else key


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _short(node: Any) -> str:
    if isinstance(node, dict):
        return str(node.get("type") or node.get("name") or node.get("kind"))
    text = repr(node)
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}..."
