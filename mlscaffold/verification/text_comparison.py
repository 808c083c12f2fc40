"""Compares what the cells of the notebook print and show with what the stages of the project log and print.

Text is compared word by word, in the order of each cell and of each stage: a message is a line of its own in a log, so
where lines end makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mlscaffold.verification.text_items import Item
from mlscaffold.verification.text_tokens import Words, resembles, same_word, same_words

WINDOW = 60  # items that are searched for the next one that both sides have: more than a cell usually prints


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Text that one side has and the other has not, or has in another place.

    Args:
        cell: the cell, 0 if it is unknown.
        stage: the stage, "" if it is unknown.
        notebook: what the notebook prints, "" if nothing.
        project: what the project logs, "" if nothing.
        moved: whether both have it, in another order.
    """

    cell: int
    stage: str
    notebook: str
    project: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class TextComparison:
    """The comparison of all text.

    Args:
        differences: what differs.
        unstable: texts of messages that stand for unstable text of the notebook.
    """

    differences: tuple[TextDifference, ...]
    unstable: frozenset[int]


@dataclass
class _Waiting:
    """A message that waits for its counterpart.

    Args:
        item: the message.
        number: its place in the run.
        rest: its words that have no counterpart yet.
    """

    item: Item
    number: int
    rest: Words

    @property
    def is_whole(self) -> bool:
        return self.rest == self.item.texts[0]


@dataclass
class _Queue:
    """The messages of a stage; to take those at the front costs the same in a queue of any length.

    Args:
        items: all messages.
        front: how many of them are taken.
    """

    items: list[_Waiting] = field(default_factory=list)
    front: int = 0

    def __len__(self) -> int:
        return len(self.items) - self.front

    def __iter__(self) -> Iterator[_Waiting]:
        return (self.items[place] for place in range(self.front, len(self.items)))

    def __getitem__(self, place: int) -> _Waiting:
        return self.items[self.front + place]

    def first(self, count: int) -> Sequence[_Waiting]:
        """Return some messages at the front."""
        return self.items[self.front : self.front + count]

    def after(self, count: int) -> _Queue:
        """Return the queue without some messages at the front; this one stays as it is."""
        return _Queue(self.items, self.front + count)

    def drop(self, count: int) -> None:
        """Take some messages from the front."""
        self.front += count


@dataclass
class _Alignment:
    """The messages of each stage that have no counterpart yet, and what was found.

    Args:
        stages_of: the stages of each cell.
        waiting: the messages by stage.
        others: what logs without being a stage of the notebook, such as a function that sets options.
        differences: what differs.
        unstable: the places of the messages that stand for unstable text.
    """

    stages_of: Mapping[int, Sequence[str]]
    waiting: dict[str, _Queue]
    others: Sequence[str]
    differences: list[TextDifference] = field(default_factory=list)
    unstable: set[int] = field(default_factory=set)


def compare_texts(
    cells: Mapping[int, Sequence[Item]], project: Sequence[Item], stages_of: Mapping[int, Sequence[str]]
) -> TextComparison:
    """Compare the text of both sides.

    Args:
        cells: what each cell prints and shows.
        project: what the project logs and prints, in order; each item belongs to a stage.
        stages_of: the stages with statements of each cell, in the order of the pipeline.
    """
    waiting: dict[str, _Queue] = defaultdict(_Queue)
    for number, item in enumerate(project):
        waiting[item.by].items.append(_Waiting(item, number, item.texts[0]))
    known = {stage for stages in stages_of.values() for stage in stages}
    alignment = _Alignment(stages_of, waiting, [by for by in waiting if by not in known])
    for cell, items in cells.items():
        following = (one for later, some in cells.items() if later > cell for one in some)
        _align(alignment, cell, items, list(islice(following, WINDOW)))
    _report_rest(alignment)
    return TextComparison(tuple(alignment.differences), frozenset(alignment.unstable))


def _align(alignment: _Alignment, cell: int, items: Sequence[Item], later: Sequence[Item]) -> None:
    """Find the counterparts of the items of a cell."""
    stages = [*alignment.stages_of.get(cell, ()), *alignment.others] or [""]
    last, any_number = -1, False
    for place, item in enumerate(items):
        if item.elastic:
            any_number = True
            _matching(alignment, item, stages)
            continue
        if any_number:
            _skip_until(alignment, stages, [item])
            any_number = False
        at = _matching(alignment, item, stages)
        if at is None and not item.optional:
            at = _resynchronized(alignment, cell, [*items[place : place + WINDOW], *later], stages)
        if at is not None and at < last:
            text = item.text
            alignment.differences.append(TextDifference(cell, stages[0], text, text, moved=True))
        last = last if at is None else max(at, last)
    if any_number:
        _skip_until(alignment, stages, later)


def _matching(alignment: _Alignment, item: Item, stages: Sequence[str]) -> int | None:
    """Take the counterpart of an item from the front of a stage, and return its place; None if it is not there."""
    for stage in stages:
        queue = alignment.waiting.get(stage, _Queue())
        for skipped in sorted({0, _optional_at_front(queue)}):
            count, rest = _counterpart(item, queue.after(skipped))
            if count:
                queue.drop(skipped)
                if item.is_unstable:
                    alignment.unstable |= {one.number for one in queue.first(count)}
                at = queue[0].number
                if rest:
                    queue[count - 1].rest = rest
                queue.drop(count - bool(rest))
                return at
    return None


def _optional_at_front(queue: _Queue) -> int:
    """Return how many messages at the front are details that the notebook need not print."""
    return next((number for number, one in enumerate(queue) if not one.item.optional), len(queue))


def _counterpart(item: Item, queue: _Queue) -> tuple[int, Words]:
    """Return how many messages at the front are an item, and the words of the last one that are left over."""
    if not queue:
        return 0, ()
    if _is_same_value(item, queue[0]):
        return 1, ()
    for number, text in enumerate(item.texts):
        count, rest = _stream(text, queue, item.wild_in(number))
        if count:
            return count, rest
    wild = item.wild_in(0)
    similar = bool(wild) and queue[0].is_whole and resembles(item.texts[0], queue[0].rest, wild)
    return int(similar), ()


def _is_same_value(item: Item, front: _Waiting) -> bool:
    """Return whether a message shows a value as the notebook does, in any of the texts of the value."""
    if not front.is_whole:
        return False
    theirs = front.item.texts if item.shown else front.item.texts[:1]
    return any(
        same_words(text, other, item.wild_in(number))
        for number, text in enumerate(item.texts)
        for other in theirs
    )


def _stream(text: Words, queue: _Queue, wild: frozenset[int]) -> tuple[int, Words]:
    """Return how many messages begin with the words of a text, and what is left of the last one.

    A message may end inside a word, if the notebook went on printing on the same line.
    """
    place, pending = 0, ""
    for count, waiting in enumerate(queue, 1):
        for number, word in enumerate(waiting.rest):
            if place == len(text):
                return count, waiting.rest[number:]
            expected = pending or text[place]
            if place in wild or same_word(expected, word):
                place, pending = place + 1, ""
            elif number == len(waiting.rest) - 1 and expected.startswith(word):
                pending = expected[len(word) :]
            else:
                return 0, ()
        if place == len(text):
            return count, ()
    return 0, ()


def _resynchronized(
    alignment: _Alignment, cell: int, items: Sequence[Item], stages: Sequence[str]
) -> int | None:
    """Note a difference at the first of some items, and return the place of its counterpart if there is one later."""
    item = items[0]
    stage = next((one for one in stages if alignment.waiting.get(one)), stages[0])
    queue = alignment.waiting.get(stage, _Queue())
    queue.drop(_optional_at_front(queue))
    front = queue[0] if queue else None
    is_later = any(_counterpart(one, queue)[0] for one in items[1:WINDOW])
    ahead = next((n for n in range(1, min(len(queue), WINDOW)) if _counterpart(item, queue.after(n))[0]), 0)
    if front is None or (is_later and not ahead):
        alignment.differences.append(TextDifference(cell, stages[0], item.text, ""))
        return None
    if ahead:
        skipped = " ".join(front.rest) if not front.is_whole else front.item.text
        alignment.differences.append(TextDifference(cell, stage, "", skipped))
        queue.drop(ahead)
        return _matching(alignment, item, [stage])
    alignment.differences.append(TextDifference(cell, stage, item.text, front.item.text))
    queue.drop(1)
    return None


def _skip_until(alignment: _Alignment, stages: Sequence[str], following: Sequence[Item]) -> None:
    """Drop messages that stand for unstable text, up to one that is the counterpart of what follows."""
    for stage in stages:
        queue = alignment.waiting.get(stage, _Queue())
        reach = range(min(len(queue), WINDOW))
        until = next(
            (n for n in reach if any(_counterpart(one, queue.after(n))[0] for one in following)), None
        )
        until = len(queue) if until is None and not following else until or 0
        alignment.unstable |= {one.number for one in queue.first(until)}
        queue.drop(until)


def _report_rest(alignment: _Alignment) -> None:
    """Note the messages that have no counterpart."""
    cells: dict[str, list[int]] = defaultdict(list)
    for cell, stages in alignment.stages_of.items():
        for stage in stages:
            cells[stage].append(cell)
    for stage, queue in alignment.waiting.items():
        for one in (one for one in queue if not one.item.optional):
            text = one.item.text if one.is_whole else " ".join(one.rest)
            alignment.differences.append(TextDifference(max(cells[stage], default=0), stage, "", text))
