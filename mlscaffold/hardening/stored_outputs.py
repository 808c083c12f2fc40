"""Texts that are stored in a notebook, against what its cells print today: libraries may have changed in between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlscaffold.notebook.cells import Cell, Location, Notebook
from mlscaffold.results.hardening import Remark
from mlscaffold.verification.aligned_lines import opcodes
from mlscaffold.verification.text_items import COMPARED_ELSEWHERE
from mlscaffold.verification.text_tokens import plain, same_words, words

MOST = 5  # cells that are named: the first ones show what has changed, later ones often follow from them
WIDTH = 60  # characters of a line in a message, so that both lines fit a wide terminal
OBJECT = ("<", "Figure(", "Text(")
"""How the names of drawn things begin, which say nothing about results."""
SCALAR = re.compile(r"\bnp\.(?:(?:float|int|uint|complex|str_|bool)\w*\(([^()]*)\)|(True|False)_)")
"""A number or truth value as NumPy writes it since version 2, within its own type: https://numpy.org/neps/nep-0051-scalar-representation.html"""
Events = Sequence[Mapping[str, Any]]


def stored_differences(
    notebook: Notebook, texts: Mapping[int, Events], again: Mapping[int, Events]
) -> tuple[Remark, ...]:
    """Return a remark for each cell whose stored text is not what it prints today.

    Args:
        notebook: the notebook, with its stored outputs.
        texts: what the cells printed and showed in a run.
        again: the same of another run, for what differs from run to run; empty if there was none.
    """
    found = (_difference(cell, texts[cell.number], again) for cell in notebook.code if cell.number in texts)
    return tuple(remark for remark in found if remark is not None)[:MOST]


def _difference(cell: Cell, events: Events, again: Mapping[int, Events]) -> Remark | None:
    stored, today = list(_stored(cell)), list(_printed(events))
    unstable = cell.number in again and list(_printed(again[cell.number])) != today
    if not stored or unstable:
        return None
    pair = _first_difference(stored, today)
    if pair is None:
        return None
    old, new = (f"`{line if len(line) <= WIDTH else line[: WIDTH - 1] + '…'}`" for line in pair)
    now = f"it is {new}" if pair[1] else "it says nothing there"
    return Remark(f"The notebook's own output said {old}, today {now}.", Location(cell.number))


def _first_difference(stored: list[str], today: list[str]) -> tuple[str, str] | None:
    """Return the first stored line that is another one today, with today's."""
    aligned = opcodes([words(line) for line in stored], [words(line) for line in today])
    for _, start, end, other, last in (one for one in aligned if one[0] in {"replace", "delete"}):
        for place in range(start, end):
            line = today[other + place - start] if other + place - start < last else ""
            if not same_words(words(stored[place]), words(line)):
                return stored[place].strip(), line.strip()
    return None


def _stored(cell: Cell) -> Iterator[str]:
    """Yield the lines that a cell printed and showed when it was saved, without warnings and pictures."""
    for output in cell.outputs:
        data = output.get("data", {})
        text = output.get("text") if output.get("output_type") == "stream" else None
        if isinstance(data, Mapping) and not any(str(kind).startswith("image/") for kind in data):
            text = text if text is not None else data.get("text/plain")
        if text is not None and output.get("name") != "stderr":
            yield from _lines("".join(text) if isinstance(text, list) else str(text))


def _printed(events: Events) -> Iterator[str]:
    for event in events:
        if (
            event["how"] in {"print", "show"}
            and not event["by"]
            and event.get("kind") not in COMPARED_ELSEWHERE
        ):
            yield from _lines(event["text"])


def _lines(text: str) -> Iterator[str]:
    bare = SCALAR.sub(lambda found: found[1] or found[2] or "", plain(text))
    lines = (line for line in bare.splitlines() if line.strip())
    yield from (line for line in lines if not line.strip().startswith(OBJECT))
