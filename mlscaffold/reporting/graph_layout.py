"""The layout of the stage graph: stages from top to bottom, the values that pass beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.reporting.markdown import ranges, shortened
from mlscaffold.reporting.stage_graph import Edge, edges
from mlscaffold.reporting.verdict import MARKS, stage_verdict
from mlscaffold.results.proof import Proof
from mlscaffold.stages.stage import Stage

# Pixels, for the fonts of report.css (names 13px, labels 11px monospace); chosen by eye so that texts do not touch.
BOX = 380  # width of a stage: TITLE characters of its font
HEIGHT = 42  # height of a stage without inputs from the side: two lines of text
GAP = 26  # between two stages: one line of text, for the names that pass
SLOT = 18  # height of an input from the side: one line of text
LANE = 16  # between two vertical lines at the side
LETTER = 6.7  # width of a character of a label: 0.61 of 11px, as monospace fonts have
MARGIN = 8  # around the graph, and between a box's lowest input and its edge
INDENT = 28  # from the box's edge to the straight arrows
ARROW_TIP = 3  # so that the tip of an arrow is not under the border of the box
LABEL_GAP = 10  # from a straight arrow to its label
SIDE_GAP = 14  # from the box's edge to labels and first inputs at the side
BASELINE = 4  # from the middle of a line of text to its baseline
TITLE = 44  # characters of a stage's name: what fits into BOX
CELLS = 24  # characters of its cells: what fits beside its verdict
LABEL = 46  # characters of a label: keeps the graph about as wide as the page

FILES_OR_STATE = "files or state"


@dataclass(frozen=True, slots=True)
class Box:
    """A stage: its upper edge and height, its function and cells, and its verdict in a word and with numbers."""

    y: int
    height: int
    title: str
    cells: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line in SVG's syntax, with the position of its label, the names that pass, shortened and all of them.

    It is dotted if only files or global state are shared.
    """

    path: str
    x: int
    y: int
    label: str
    names: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """The graph: its size, the stages from top to bottom, what passes, and the left edge and width of the stages."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left: int = MARGIN
    box: int = BOX


def graph_layout(stages: Sequence[Stage], proof: Proof | None) -> GraphLayout:
    """Return the layout of stages, with the project's names, and their dependencies.

    A value for the next stage goes straight down; one for a later stage passes by in a lane at the right, one lane for
    each stage that it comes from.
    """
    found = edges(stages)
    far = [edge for edge in found if edge.target > edge.source + 1]
    boxes = tuple(_boxes(stages, far, proof))
    longest = max((len(_label(edge)) for edge in far), default=0)
    start = MARGIN + BOX + SIDE_GAP + LABEL_GAP + round(longest * LETTER)
    lanes = _lanes(far)
    near = (_down(edge, boxes) for edge in found if edge.target == edge.source + 1)
    around = _around(far, boxes, lanes, start)
    width = start + LANE * (max(lanes.values(), default=-1) + 1) + MARGIN
    bottom = boxes[-1].y + boxes[-1].height if boxes else 0
    return GraphLayout(width, bottom + MARGIN, boxes, (*near, *around))


def _boxes(stages: Sequence[Stage], far: Sequence[Edge], proof: Proof | None) -> Iterator[Box]:
    y = MARGIN
    for place, stage in enumerate(stages):
        slots = sum(edge.target == place for edge in far) + any(edge.source == place for edge in far)
        height = max(HEIGHT, slots * SLOT + MARGIN)
        verdict = stage_verdict(stage, proof)
        yield Box(
            y,
            height,
            shortened(f"{place + 1}. {stage.module}.{stage.name}", TITLE),
            shortened(f"cell{'s' if len(stage.cells) > 1 else ''} {ranges(stage.cells)}", CELLS),
            verdict.state,
            f"{MARKS.get(verdict.state, '–')} {verdict.text}",
        )
        y += height + GAP


def _lanes(far: Sequence[Edge]) -> Mapping[int, int]:
    """Return the lane of each stage that later ones depend on; lanes that overlap differ."""
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
    x = MARGIN + INDENT
    start, end = boxes[edge.source].y + boxes[edge.source].height, boxes[edge.target].y
    return _arrow(edge, f"M{x} {start}V{end - 2}", x + LABEL_GAP, (start + end) // 2 + BASELINE)


def _around(
    far: Sequence[Edge], boxes: Sequence[Box], lanes: Mapping[int, int], start: int
) -> Iterator[Arrow]:
    inputs: dict[int, int] = {}
    side = MARGIN + BOX
    for edge in sorted(far, key=lambda edge: (edge.target, -edge.source)):
        x = start + LANE * lanes[edge.source]
        source, target = boxes[edge.source], boxes[edge.target]
        out = source.y + source.height - MARGIN
        y = target.y + SIDE_GAP + SLOT * inputs.get(edge.target, 0)
        inputs[edge.target] = inputs.get(edge.target, 0) + 1
        yield _arrow(edge, f"M{side} {out}H{x}V{y}H{side + ARROW_TIP}", side + SIDE_GAP, y - BASELINE)


def _arrow(edge: Edge, path: str, x: int, y: int) -> Arrow:
    return Arrow(path, x, y, _label(edge), ", ".join(edge.names) or FILES_OR_STATE, not edge.names)


def _label(edge: Edge) -> str:
    """Return the names that pass, as many as fit."""
    if not edge.names:
        return FILES_OR_STATE
    label = ", ".join(edge.names)
    shown = len(edge.names)
    while len(label) > LABEL and shown > 1:
        shown -= 1
        label = f"{', '.join(edge.names[:shown])} +{len(edge.names) - shown}"
    return shortened(label, LABEL)
