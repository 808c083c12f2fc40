"""What was printed, shown and logged, as items that can be compared: lines, and shown values with all their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from mlscaffold.verification.aligned_lines import opcodes
from mlscaffold.verification.text_tokens import Words, plain, same_word, words

Event = Mapping[str, Any]
OWN_LOGGERS = ("runner", "artifacts", "cli", "config", "predict")
"""Modules of a project that come from the template: what they log, no notebook printed."""
ELLIPSIS = "…"
"""Stands for unstable words."""
COMPARED_ELSEWHERE = frozenset({"artist", "estimator", "rich", "figure"})
"""Kinds of shown values that a log does not show: figures are compared as such, models as values."""


@dataclass(frozen=True, slots=True)
class Item:
    """A printed line, a shown value or a message.

    Args:
        text: what people read.
        texts: its words, and those of other texts of the same value.
        by: the cell or the stage.
        shown: whether it is a value, so that any of its texts may be the one that the other side has.
        optional: whether the other side need not show it.
        wild: for each of its texts the places of the words that are unstable.
        elastic: whether it is unstable as a whole, so that any number of lines may be in its place.
    """

    text: str
    texts: tuple[Words, ...]
    by: str
    shown: bool = False
    optional: bool = False
    wild: tuple[frozenset[int], ...] = ()
    elastic: bool = False

    @property
    def is_unstable(self) -> bool:
        """Whether two runs of the notebook do not agree on it."""
        return self.elastic or any(self.wild)

    def wild_in(self, number: int) -> frozenset[int]:
        """Return the places of the unstable words of one of its texts."""
        return self.wild[number] if number < len(self.wild) else frozenset()


def notebook_items(events: Iterable[Event], cell: int, folders: Sequence[str]) -> tuple[Item, ...]:
    """Return what a cell printed and showed, without what installers and magics for the notebook itself said.

    A project may log what goes to standard error, but need not: warnings name places in the code, which has moved.

    Args:
        events: the events of its run.
        cell: its number.
        folders: folders of this run, which are left out of texts.
    """
    found: list[Item] = []
    for event in events:
        if event["by"]:
            continue
        if event["how"] == "show":
            found += _value(event, str(cell), folders, event.get("kind") in COMPARED_ELSEWHERE)
        else:
            lines = _lines(event["text"], str(cell), folders)
            found += [replace(line, optional=event["how"] == "error") for line in lines]
    return tuple(found)


def project_items(
    events: Iterable[Event],
    package: str,
    folders: Sequence[str],
    outputs: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[Item, ...]:
    """Return what the stages of a project logged and printed.

    Args:
        events: the events of its run.
        package: its package.
        folders: folders of this run, which are left out of texts.
        outputs: the outputs of each stage: a stage may log them in detail, which no notebook printed.
    """
    own = {f"{package}.{module}" for module in OWN_LOGGERS}
    found: list[Item] = []
    for event in events:
        if event["how"] == "log" and event["logger"] not in own:
            label = event["text"].partition(":\n")[0]
            is_detail = event["level"] == "DEBUG" and label in outputs.get(event["by"], ())
            found += _value(event, event["by"], folders, is_detail)
        elif event["how"] == "print":
            found += _lines(event["text"], event["by"], folders)
    return tuple(found)


def _lines(text: str, by: str, folders: Sequence[str]) -> Iterator[Item]:
    for line in plain(text, folders).splitlines():
        if line.strip():
            yield Item(line, (words(line),), by)


def _value(event: Event, by: str, folders: Sequence[str], optional: bool = False) -> Iterator[Item]:
    """Yield a shown value or a message; one without a word is none."""
    texts = [plain(text, folders) for text in (event["text"], *event["also"])]
    found = tuple(dict.fromkeys(filter(None, map(words, texts))))
    is_object = any(len(one) > 2 and one[0].startswith("<") and one[-1] == "0x>" for one in found)
    is_empty = event["how"] == "show" and not all(map(str.strip, texts))
    if found:
        shown = event["how"] == "show" or bool(event["also"])
        text = texts[0].strip() or " ".join(found[0])
        yield Item(text, found, by, shown, optional or is_object or is_empty)


def with_unstable(first: Sequence[Item], second: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items of a run with what another run of the notebook has differently.

    Where two runs have another number of lines, all lines of the same text are unstable.

    Args:
        first: the items of a cell in the run that is compared with the project.
        second: its items in the other run.
    """
    found: list[Item] = []
    loose: set[tuple[Words, ...]] = set()
    texts = [[one.texts for one in items] for items in (first, second)]
    for kind, start, end, other, last in opcodes(*texts):
        if kind == "equal":
            found += first[start:end]
        elif end - start == last - other:
            found += [
                _compared(one, two) for one, two in zip(first[start:end], second[other:last], strict=True)
            ]
        else:
            found += [replace(one, elastic=True) for one in first[start:end]]
            found += [Item("", (), "", elastic=True)] if start == end else []
            loose |= {one.texts for one in (*first[start:end], *second[other:last])}
    return tuple(replace(one, elastic=True) if one.texts in loose else one for one in found)


def without_wild_words(item: Item) -> Item:
    """Return an item with a sign in place of its unstable words, or of its text if that is unstable as a whole."""
    if item.elastic:
        return replace(item, text=ELLIPSIS, texts=((ELLIPSIS,),), wild=())
    if not any(item.wild):
        return item
    texts = tuple(
        tuple(ELLIPSIS if place in item.wild_in(number) else word for place, word in enumerate(text))
        for number, text in enumerate(item.texts)
    )
    return replace(item, text=" ".join(texts[0]), texts=texts)


def _compared(one: Item, two: Item) -> Item:
    """Return an item with the words that differ in the other run marked."""
    if len(one.texts) != len(two.texts) or any(
        len(a) != len(b) for a, b in zip(one.texts, two.texts, strict=True)
    ):
        return replace(one, elastic=True)
    wild = tuple(
        frozenset(place for place, (x, y) in enumerate(zip_longest(a, b)) if not same_word(x, y))
        for a, b in zip(one.texts, two.texts, strict=True)
    )
    return replace(one, wild=wild)
