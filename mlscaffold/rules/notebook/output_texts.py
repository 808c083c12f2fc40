"""What the outputs of cells say and how much they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlscaffold.notebook.cells import Cell

LONGEST = 100_000
_TEXTS = ("text/plain", "text/html", "text/markdown", "application/json", "text/latex")


def texts(cell: Cell) -> Iterator[str]:
    """Yield what a cell's outputs say, each no longer than 100,000 characters; pictures and scripts say nothing."""
    for output in cell.outputs:
        for value in _said(output):
            text = _joined(value)
            if text:
                yield text[:LONGEST]


def size(value: object) -> int:
    """Return about how many characters a part of an output takes in the file."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(size, value.values())) + sum(map(len, value))
    if isinstance(value, (list, tuple)):
        return _length(value)
    return 8


def _length(parts: list[object] | tuple[object, ...]) -> int:
    text = _joined(parts)
    return len(text) if text or not parts else sum(map(size, parts))


def _said(output: Mapping[str, object]) -> Iterator[object]:
    yield output.get("text")
    data = output.get("data")
    if isinstance(data, Mapping):
        shown = [kind for kind in _TEXTS if kind in data]
        yield from (data[kind] for kind in shown[:2])
    yield output.get("evalue")
    yield output.get("traceback")


def _joined(value: object) -> str:
    """Return a text that stands as one, or as a list of its lines; "" for anything else."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (list, tuple)):
        return ""
    try:
        return "".join(value)
    except TypeError:
        return ""
