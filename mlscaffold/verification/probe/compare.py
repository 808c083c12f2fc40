"""Compares two nodes of `describe` part by part, floats with a tolerance, and the values of two runs of a notebook."""

from __future__ import annotations

import cmath
import re
import sys
from collections.abc import Iterator
from typing import Any

from .notes import Notes, by_key, read_node
from .process import die_with_parent
from .recording.numbers import NOISE, RELATIVE, close, tolerance_of

SHORT = 40  # characters of a value or a key in a message: two of them fit on a line
NAMED = 5  # differences that a report names: enough to see a pattern, short enough for one line

CLOCK = re.compile(r"(^|_)(re)?(fit|score)_time_?$")
"""Names under which libraries keep how long something took (https://scikit-learn.org, `cv_results_`)."""

Found = tuple[str, str, Any]
"""`differs` or `opaque` with the place inside the value and a message; or `compare` with two nodes."""


def main(spec: dict[str, Any]) -> None:
    """Compare the values and figures of two runs of the same notebook: those that differ are unstable.

    Args:
        spec: `out`, a folder for the notes; `first` and `second`, the folders with the notes of the runs.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for what in ("value", "figure"):
        first, second = (by_key(spec[run], what) for run in ("first", "second"))
        for key in (key for key in first if key in second):
            left, right = (
                read_node(spec[run], of[key]["file"]) for run, of in (("first", first), ("second", second))
            )
            verdict, why = compare(left, right)
            notes.say("stable", key=key, of=what, verdict=verdict, why=why)


def compare(expected: Any, actual: Any) -> tuple[str, str]:
    """Compare the notebook's value with the project's.

    Args:
        expected: the node of the notebook's value.
        actual: the node of the project's value.

    Returns:
        The verdict (`equal`, `differs` or `not compared`) and for the last two the reason. A value of which only a
        part cannot be compared has the verdict of the other parts; the reason then names the part.
    """
    found = list(_all_parts(expected, actual))
    differing = [(place, what) for kind, place, what in found if kind == "differs"]
    opaque = [(place, what) for kind, place, what in found if kind == "opaque"]
    if differing:
        return "differs", "; ".join(f"at {place}: {what}" if place else what for place, what in differing)
    if any(not place for place, _ in opaque):
        return "not compared", opaque[0][1]
    places = ", ".join(sorted({place for place, _ in opaque})[:NAMED])
    return "equal", f"not compared in it: {places}" if opaque else ""


def _all_parts(expected: Any, actual: Any) -> Iterator[Found]:
    """Compare part by part, each pair of parts once, however often it is shared, up to the last difference to name."""
    visited = {(id(expected), id(actual))}
    open_parts = [_compare(expected, actual, "")]
    differences = 0
    while open_parts and differences < NAMED:
        found = next(open_parts[-1], None)
        if found is None:
            open_parts.pop()
        elif found[0] != "compare":
            differences += found[0] == "differs"
            yield found
        else:
            left, right = found[2]
            if (id(left), id(right)) not in visited or not isinstance(left, dict):
                visited.add((id(left), id(right)))
                open_parts.append(_compare(left, right, found[1]))


def _compare(a: Any, b: Any, place: str) -> Iterator[Found]:
    kinds = [str(x.get("kind", "parts")) if isinstance(x, dict) else "value" for x in (a, b)]
    if kinds[0] == "unbound" and b is None:
        return
    if _is_function(a) and _is_function(b):
        yield "opaque", place, "a function is compared by its results, where it is called"
    elif "opaque" in kinds:
        node = a if kinds[0] == "opaque" else b
        yield "opaque", place, f"{_article(node['type'])} cannot be inspected ({node['why']})"
    elif kinds[0] != kinds[1] or (kinds[0] == "value" and not _same_scalar(a, b)):
        yield _differs(place, _short(a), _short(b))
    elif kinds[0] != "value":
        yield from COMPARERS.get(kinds[0], _items)(a, b, place)


def _differs(place: str, notebook: object, project: object) -> Found:
    return "differs", place, f"{notebook} in the notebook, {project} in the project"


def _only_in(place: str, name: str, in_notebook: bool) -> Found:
    return "differs", place, f"{name}only in the {'notebook' if in_notebook else 'project'}"


def _is_function(node: Any) -> bool:
    """Return whether a node is a function; one that reads variables of the notebook is a partial in a project."""
    if not isinstance(node, dict):
        return False
    return node.get("type") in {"functools.partial", "function", "method"}


def _same_scalar(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return bool(close(a, b))
    if isinstance(a, complex):
        return cmath.isclose(a, b, rel_tol=RELATIVE, abs_tol=NOISE) or str(a) == str(b)
    return bool(a == b)


def _items(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare nodes key by key."""
    for key in {**a, **b}:
        if key not in a or key not in b:
            yield _only_in(_join(place, key), "", key in a)
        elif isinstance(a[key], list) and isinstance(b[key], list):
            yield from _lists(a[key], b[key], _join(place, key))
        elif key != "kind":
            yield "compare", _join(place, key), (a[key], b[key])


def _lists(a: list[Any], b: list[Any], place: str) -> Iterator[Found]:
    if len(a) != len(b):
        yield _differs(place, len(a), len(b))
        return
    for number, (one, other) in enumerate(zip(a, b)):
        where = f"{place}[{number}]"
        if isinstance(one, list) and isinstance(other, list):
            yield from _lists(one, other, where)
        elif isinstance(one, dict) or isinstance(other, dict) or not _same_scalar(one, other):
            yield "compare", where, (one, other)


def _sequence(a: Any, b: Any, place: str) -> Iterator[Found]:
    if a.get("type") != b.get("type") or a["length"] != b["length"]:
        yield _differs(place, *(f"{_article(x.get('type', 'set'))} of {x['length']}" for x in (a, b)))
    else:
        yield from _lists(a["items"], b["items"], place)


def _mapping(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = ({repr(key): part for key, part in x["pairs"]} for x in (a, b))
    for text in {**left, **right}:
        if CLOCK.search(text.strip("'")):
            continue
        if text in left and text in right:
            yield "compare", f"{place}[{text[:SHORT]}]", (left[text], right[text])
        else:
            yield _only_in(place, f"the key {text[:SHORT]} is ", text in left)


def _named(a: Any, b: Any, place: str) -> Iterator[Found]:
    if (a["type"], a["name"].rsplit(".", 1)[-1]) != (b["type"], b["name"].rsplit(".", 1)[-1]):
        yield _differs(place, a["name"], b["name"])


def _fields(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare attributes; a private one that only one side has was set on first access."""
    for name in sorted(a["of"].keys() | b["of"].keys()):
        where = f"{place}.{name}" if place else name
        if CLOCK.search(name):
            continue
        if name in a["of"] and name in b["of"]:
            yield "compare", where, (a["of"][name], b["of"][name])
        elif not name.startswith("_"):
            yield _only_in(where, "", name in a["of"])


def _array(a: Any, b: Any, place: str) -> Iterator[Found]:
    if (a["dtype"], a["shape"]) != (b["dtype"], b["shape"]):
        yield _differs(
            place, *(f"{x['dtype']} {' x '.join(map(str, x['shape'])) or 'scalar'}" for x in (a, b))
        )
    elif "fields" in a:
        yield from _fields({"of": a["fields"]}, {"of": b["fields"]}, place)
    elif "data" not in a:
        yield from _lists(a["rows"], b["rows"], place)
    elif a["data"] != b["data"] or a.get("digest") != b.get("digest"):
        yield from _numbers(a, b, place)


def _numbers(a: Any, b: Any, place: str) -> Iterator[Found]:
    """Compare arrays whose bytes differ, floats with their tolerance."""
    numpy = sys.modules.get("numpy")
    if numpy is None or a["dtype"].startswith("["):
        yield "differs", place, "its values differ"
        return
    left, right = (numpy.frombuffer(x["data"], dtype=a["dtype"]) for x in (a, b))
    floats = left.dtype.kind in "fc"
    options = {"rtol": tolerance_of(a["dtype"]), "atol": NOISE, "equal_nan": True}
    same = numpy.isclose(left, right, **options) if floats else left == right
    if not same.all():
        at = int(numpy.argmin(same))
        share = f"{int((~same).sum())} of {same.size} values differ, the first is"
        yield _differs(place, f"{share} {left[at]!s}", f"{right[at]!s}")
    elif not floats:
        yield "differs", place, "its values differ"
    elif not _same_sums(a.get("sums", {}), b.get("sums", {})):
        yield "differs", place, "the sums of its values differ"


def _same_sums(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Compare the sums of large arrays."""
    for key, x in a.items():
        if isinstance(x, float) and isinstance(b.get(key), float):
            # Ten times the tolerance of one item: where terms cancel, their noise counts more.
            if not close(x, b[key], 10, 10 * RELATIVE):
                return False
        elif x != b.get(key):
            return False
    return True


def _frame(a: Any, b: Any, place: str) -> Iterator[Found]:
    left, right = (_column_names(x) for x in (a, b))
    if left != right:
        lost = ", ".join([name for name in left if name not in right][:NAMED])
        new = ", ".join([name for name in right if name not in left][:NAMED])
        texts = [
            f"{names} only in the {where}" for names, where in ((lost, "notebook"), (new, "project")) if names
        ]
        yield "differs", place, f"its columns: {'; '.join(texts) or 'in another order'}"
    elif a["shape"] != b["shape"]:
        rows = (x["shape"][0] for x in (a, b))
        yield "differs", place, "{} rows in the notebook, {} in the project".format(*rows)
    elif a.get("class") != b.get("class"):
        yield _differs(place, *(x.get("class", "DataFrame") for x in (a, b)))
    else:
        yield "compare", _join(place, "columns"), (a["columns"], b["columns"])
        yield "compare", _join(place, "index"), (a["index"], b["index"])
        for name, one, other in zip(left, a["data"], b["data"]):
            if not CLOCK.search(name.strip("'")):
                yield "compare", f"{place}[{name}]", (one, other)


def _column_names(frame: Any) -> list[str]:
    levels = [level["data"] for level in frame["columns"]["data"]]
    if len(levels) == 1 and "rows" in levels[0]:
        return [repr(item) for item in levels[0]["rows"]]
    return [str(number) for number in range(len(frame["data"]))]


COMPARERS = {
    "sequence": _sequence,
    "set": _sequence,
    "mapping": _mapping,
    "named": _named,
    "fields": _fields,
    "array": _array,
    "frame": _frame,
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
