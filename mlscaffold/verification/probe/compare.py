"""Two nodes of `snapshot`, compared part by part, floats with a tolerance."""

from __future__ import annotations

import cmath
import math
import re
import sys
from collections.abc import Iterator
from typing import Any

RELATIVE = 1e-7
ABSOLUTE = 1e-10
SINGLE = 1e-4  # relative tolerance of numbers with 32 bits or fewer
MOST = 5  # differences that are named

CLOCK = re.compile(r"(^|_)(re)?(fit|score)_time_?$")
"""Names under which libraries keep how long something took (https://scikit-learn.org, `cv_results_`)."""

Found = tuple[str, str, Any]
"""`differs` or `opaque` with the place inside the value and what is to be said; or `look` with two nodes to compare."""


def compare(expected: Any, actual: Any) -> tuple[str, str]:
    """Compare the notebook's value with the project's.

    Args:
        expected: the node of the notebook's value.
        actual: the node of the project's value.

    Returns:
        The verdict (`equal`, `differs` or `not compared`) and for the last two the reason. A value of which only a
        part cannot be compared counts by the rest of it; the reason then names the part.
    """
    found = list(_limited(_all_parts(expected, actual)))
    differing = [(place, what) for kind, place, what in found if kind == "differs"]
    opaque = [(place, what) for kind, place, what in found if kind == "opaque"]
    if differing:
        return "differs", "; ".join(_sentence(place, what) for place, what in differing[:MOST])
    if any(not place for place, _ in opaque):
        return "not compared", opaque[0][1]
    return "equal", "not compared in it: " + ", ".join(
        sorted({p for p, _ in opaque})[:MOST]
    ) if opaque else ""


def _limited(found: Iterator[Found]) -> Iterator[Found]:
    count = 0
    for one in found:
        yield one
        count += one[0] == "differs"
        if count >= MOST:
            return


def _all_parts(expected: Any, actual: Any) -> Iterator[Found]:
    """Compare part by part, each pair of parts once, however often it is shared."""
    seen = {(id(expected), id(actual))}
    open_parts = [_compare(expected, actual, "")]
    while open_parts:
        found = next(open_parts[-1], None)
        if found is None:
            open_parts.pop()
        elif found[0] != "look":
            yield found
        elif (pair := (id(found[2][0]), id(found[2][1]))) not in seen or not isinstance(found[2][0], dict):
            seen.add(pair)
            open_parts.append(_compare(found[2][0], found[2][1], found[1]))


def _sentence(place: str, what: str) -> str:
    return f"at {place}: {what}" if place else what


def _compare(a: Any, b: Any, place: str) -> Iterator[Found]:
    kinds = [str(x["k"]) if isinstance(x, dict) else "value" for x in (a, b)]
    if kinds[0] == "unbound" and b is None:
        return
    if _is_function(a) and _is_function(b):
        yield "opaque", place, "a function is compared by what it gives, where it is called"
        return
    if "opaque" in kinds:
        node = a if kinds[0] == "opaque" else b
        yield "opaque", place, f"{_article(node['type'])} cannot be looked into ({node['why']})"
    elif kinds[0] != kinds[1]:
        yield "differs", place, f"{_short(a)} in the notebook, {_short(b)} in the project"
    elif kinds[0] == "value":
        if not _same_scalar(a, b):
            yield "differs", place, f"{_short(a)} in the notebook, {_short(b)} in the project"
    else:
        yield from COMPARERS.get(kinds[0], _fields)(a, b, place)


def _is_function(node: Any) -> bool:
    """Say whether a node describes a function; one that took the notebook's variables is a partial one in a project."""
    if not isinstance(node, dict):
        return False
    return node.get("type") == "functools.partial" or node.get("kind") in {"function", "method"}


def _same_scalar(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return _close(a, b)
    if isinstance(a, complex):
        return cmath.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE) or str(a) == str(b)
    return bool(a == b)


def _close(a: float, b: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _fields(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare nodes that are described by their keys alone."""
    for key in a.keys() | b.keys():
        if key == "k":
            continue
        if key not in a or key not in b:
            yield "differs", _join(place, key), "only on one side"
        elif isinstance(a[key], list) and isinstance(b[key], list):
            yield from _lists(a[key], b[key], _join(place, key))
        else:
            yield "look", _join(place, key), (a[key], b[key])


def _lists(a: list[Any], b: list[Any], place: str) -> Iterator[Found]:
    if len(a) != len(b):
        yield "differs", place, f"{len(a)} in the notebook, {len(b)} in the project"
        return
    for number, (one, other) in enumerate(zip(a, b)):
        where = f"{place}[{number}]"
        if isinstance(one, list) and isinstance(other, list):
            yield from _lists(one, other, where)
        elif isinstance(one, dict) or isinstance(other, dict) or not _same_scalar(one, other):
            yield "look", where, (one, other)


def _sequence(a: Any, b: Any, place: str) -> Iterator[Found]:
    if a.get("type") != b.get("type") or a["length"] != b["length"]:
        texts = [f"{_article(x.get('type', 'set'))} of {x['length']}" for x in (a, b)]
        yield "differs", place, f"{texts[0]} in the notebook, {texts[1]} in the project"
    else:
        yield from _lists(a["items"], b["items"], place)


def _mapping(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = ({repr(key): (key, part) for key, part in x["pairs"]} for x in (a, b))
    for text in [*left, *(text for text in right if text not in left)]:
        if CLOCK.search(text.strip("'")):
            continue
        if text not in left or text not in right:
            yield (
                "differs",
                place,
                f"the key {text[:60]} is only in the {'notebook' if text in left else 'project'}",
            )
        else:
            yield "look", f"{place}[{text[:40]}]", (left[text][1], right[text][1])


def _named(a: Any, b: Any, place: str) -> Iterator[Found]:
    if (a["kind"], _last(a["name"])) != (b["kind"], _last(b["name"])):
        yield "differs", place, f"{a['name']} in the notebook, {b['name']} in the project"


def _state(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare attributes; a private one that only one side has was made when somebody asked for it."""
    for name in sorted(a["of"].keys() | b["of"].keys()):
        where = f"{place}.{name}" if place else name
        if CLOCK.search(name):
            continue
        if name in a["of"] and name in b["of"]:
            yield "look", where, (a["of"][name], b["of"][name])
        elif not name.startswith("_"):
            yield "differs", where, f"only in the {'notebook' if name in a['of'] else 'project'}"


def _array(a: Any, b: Any, place: str) -> Iterator[Found]:
    if a["dtype"] != b["dtype"] or a["shape"] != b["shape"]:
        texts = [f"{x['dtype']} {' x '.join(map(str, x['shape'])) or 'scalar'}" for x in (a, b)]
        yield "differs", place, f"{texts[0]} in the notebook, {texts[1]} in the project"
    elif "items" in a:
        yield from _lists(a["items"], b["items"], place)
    elif a["data"] != b["data"] or a.get("digest") != b.get("digest"):
        yield from _numbers(a, b, place)


def _numbers(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare arrays whose bytes differ."""
    if a["dtype"][1:2] not in {"f", "c"}:
        same = a["data"] == b["data"] and a.get("digest") is None
        yield from () if same else [("differs", place, _first_other(a, b))]
        return
    import numpy

    numpy_kind = a["dtype"]
    left, right = (numpy.frombuffer(x["data"], dtype=numpy_kind) for x in (a, b))
    loose = numpy.dtype(numpy_kind).itemsize <= (4 if numpy_kind[1] == "f" else 8)
    close = numpy.isclose(left, right, rtol=SINGLE if loose else RELATIVE, atol=ABSOLUTE, equal_nan=True)
    sums = all(
        math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-9) for x, y in zip(a.get("sums", []), b.get("sums", []))
    )
    if not close.all():
        at = int(numpy.argmin(close))
        share = f"{int((~close).sum())} of {close.size} values differ, the first is"
        yield "differs", place, f"{share} {left[at]!s} in the notebook, {right[at]!s} in the project"
    elif not sums:
        yield "differs", place, "the sums of its values differ"


def _first_other(a: Any, b: Any) -> str:
    numpy = sys.modules.get("numpy")
    if numpy is None or a["data"] == b["data"] or a["dtype"].startswith("["):
        return "its values differ"
    left, right = (numpy.frombuffer(x["data"], dtype=a["dtype"]) for x in (a, b))
    other = left != right
    at = int(numpy.argmax(other))
    share = f"{int(other.sum())} of {other.size} values differ, the first is"
    return f"{share} {left[at]!s} in the notebook, {right[at]!s} in the project"


def _frame(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = (_column_names(x) for x in (a, b))
    if left != right:
        lost, new = (
            [name for name in one if name not in other] for one, other in ((left, right), (right, left))
        )
        texts = [
            f"{', '.join(names[:MOST])} only in the {where}"
            for names, where in ((lost, "notebook"), (new, "project"))
            if names
        ]
        yield "differs", place, f"its columns: {'; '.join(texts) or 'in another order'}"
    elif a["rows"] != b["rows"]:
        yield "differs", place, f"{a['rows']} rows in the notebook, {b['rows']} in the project"
    else:
        yield "look", _join(place, "columns"), (a["columns"], b["columns"])
        yield "look", _join(place, "index"), (a["index"], b["index"])
        for name, one, other in zip(left, a["data"], b["data"]):
            if CLOCK.search(name.strip("'")):
                continue
            yield "look", f"{place}[{name}]", (one, other)


def _column_names(frame: Any) -> list[str]:
    levels = [level["data"] for level in frame["columns"]["data"]]
    if len(levels) == 1 and "items" in levels[0]:
        return [repr(item) for item in levels[0]["items"]]
    return [str(number) for number in range(len(frame["data"]))]


def _artist(a: Any, b: Any, place: str) -> Iterator[Found]:
    if a["type"] != b["type"]:
        yield "differs", place, f"{a['type']} in the notebook, {b['type']} in the project"
    else:
        yield from _lists(a["data"], b["data"], place)


COMPARERS = {
    "sequence": _sequence,
    "set": _sequence,
    "mapping": _mapping,
    "named": _named,
    "fields": _state,
    "array": _array,
    "frame": _frame,
    "artist": _artist,
}


def _join(place: str, key: str) -> str:
    if key in {"state", "data", "parts", "items", "pairs", "of"}:
        return place
    return f"{place}.{key}" if place else key


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _short(node: Any) -> str:
    if isinstance(node, dict):
        return str(node.get("type") or node.get("name") or node["k"])
    text = repr(node)
    return text if len(text) <= 40 else f"{text[:37]}..."
