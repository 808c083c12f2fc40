"""The stage graph as places on a page: one stage below the other, what passes beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.reporting.markdown import ranges, shortened
from mlscaffold.reporting.verdict import MARKS, stage_verdict
from mlscaffold.reporting.wiring import Edge, edges
from mlscaffold.results.proof import Proof
from mlscaffold.stages.stage import Stage

BOX = 380  # width of a stage
HEIGHT = 42  # height of a stage that takes nothing from further above
GAP = 26  # between two stages; holds the names that pass to the next one
SLOT = 18  # height of what is taken from further above
LANE = 16  # width of the way of a value that passes by other stages
LETTER = 6.7  # width of a letter of a label
TITLE = 44  # letters of a stage's name
LABEL = 46  # letters of a label
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A stage on the page.

    Args:
        y: its upper edge.
        height: its height.
        title: the function, with its module.
        cells: where it comes from.
        state: its verdict in a word.
        text: its verdict with a mark and numbers.
    """

    y: int
    height: int
    title: str
    cells: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line that ends in an arrow.

    Args:
        path: the line, as SVG has it.
        x: where its label begins.
        y: the label's base line.
        label: the names that pass, cut short.
        names: all of them.
        dotted: whether only files or global state pass.
    """

    path: str
    x: int
    y: int
    label: str
    names: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole graph.

    Args:
        width: of the page.
        height: of the page.
        boxes: the stages, from top to bottom.
        arrows: what passes.
        left: where the stages begin.
        box: width of a stage.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left: int = MARGIN
    box: int = BOX

    @property
    def dotted(self) -> bool:
        """Whether an arrow stands for something that is no value."""
        return any(arrow.dotted for arrow in self.arrows)


def drawing(stages: Sequence[Stage], proof: Proof | None) -> Drawing:
    """Return the stages and what passes between them, laid out.

    A value for the next stage goes straight down; one for a later stage leaves to the right, passes by in a lane
    and comes back. A stage has one lane for all who take from it.

    Args:
        stages: the stages in their order, with the names that the project has.
        proof: what the runs have shown, None where nothing was run.
    """
    found = edges(stages)
    far = [edge for edge in found if edge.target > edge.source + 1]
    boxes = tuple(_boxes(stages, far, proof))
    longest = max((len(_label(edge)) for edge in far), default=0)
    start = MARGIN + BOX + 24 + round(longest * LETTER)
    lanes = _lanes(far)
    near = (_down(edge, boxes) for edge in found if edge.target == edge.source + 1)
    around = _around(far, boxes, lanes, start)
    width = start + LANE * (max(lanes.values(), default=-1) + 1) + MARGIN
    bottom = boxes[-1].y + boxes[-1].height if boxes else 0
    return Drawing(width, bottom + MARGIN, boxes, (*near, *around))


def _boxes(stages: Sequence[Stage], far: Sequence[Edge], proof: Proof | None) -> Iterator[Box]:
    y = MARGIN
    for place, stage in enumerate(stages):
        slots = sum(edge.target == place for edge in far) + any(edge.source == place for edge in far)
        height = max(HEIGHT, slots * SLOT + 8)
        verdict = stage_verdict(stage, proof)
        yield Box(
            y,
            height,
            shortened(f"{place + 1}. {stage.module}.{stage.name}", TITLE),
            shortened(f"cell{'s' if len(stage.cells) > 1 else ''} {ranges(stage.cells)}", 24),
            verdict.state,
            f"{MARKS.get(verdict.state, '–')} {verdict.text}",
        )
        y += height + GAP


def _lanes(far: Sequence[Edge]) -> Mapping[int, int]:
    """Return the lane of each stage from which later ones take; no two that overlap share one."""
    last = {edge.source: 0 for edge in far}
    for edge in far:
        last[edge.source] = max(last[edge.source], edge.target)
    ends: list[int] = []
    found = {}
    for source in sorted(last, key=lambda source: (-source, last[source])):
        free = next((lane for lane, first in enumerate(ends) if first >= last[source]), len(ends))
        ends[free : free + 1] = [source]
        found[source] = free
    return found


def _down(edge: Edge, boxes: Sequence[Box]) -> Arrow:
    x = MARGIN + 28
    start, end = boxes[edge.source].y + boxes[edge.source].height, boxes[edge.target].y
    return _arrow(edge, f"M{x} {start}V{end - 2}", x + 10, (start + end) // 2 + 4)


def _around(
    far: Sequence[Edge], boxes: Sequence[Box], lanes: Mapping[int, int], start: int
) -> Iterator[Arrow]:
    taken: dict[int, int] = {}
    side = MARGIN + BOX
    for edge in sorted(far, key=lambda edge: (edge.target, -edge.source)):
        x = start + LANE * lanes[edge.source]
        source, target = boxes[edge.source], boxes[edge.target]
        out = source.y + source.height - 8
        y = target.y + 14 + SLOT * taken.get(edge.target, 0)
        taken[edge.target] = taken.get(edge.target, 0) + 1
        yield _arrow(edge, f"M{side} {out}H{x}V{y}H{side + 3}", side + 14, y - 4)


def _arrow(edge: Edge, path: str, x: int, y: int) -> Arrow:
    return Arrow(path, x, y, _label(edge), ", ".join(edge.names) or "files or state", not edge.names)


def _label(edge: Edge) -> str:
    """Return the names that pass, as many as there is room for."""
    if not edge.names:
        return "files or state"
    whole = ", ".join(edge.names)
    kept = len(edge.names)
    while len(whole) > LABEL and kept > 1:
        kept -= 1
        whole = f"{', '.join(edge.names[:kept])} +{len(edge.names) - kept}"
    return shortened(whole, LABEL)
