from __future__ import annotations

import pytest

from mlscaffold.stages.split import split
from tests.stages.notebooks import READ, running

WORK = "\n".join(f"a{i} = {i}" for i in range(12))
FIT = "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(df[['a']], df.b)"
DRAW = (
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])\nax.set_title('One')\nax.grid()"
)
TABLE: dict[str, tuple[tuple[str, ...], list[list[int]]]] = {
    "nothing": ((), []),
    "one statement": (("a = 1",), [[1]]),
    "a few statements": (("a = 1", "b = a", "c = b"), [[1, 2, 3]]),
    "reading and training": ((READ, FIT), [[1], [2]]),
    "reading and a display": ((READ, "df.head()"), [[1, 2]]),
    "a heading": ((WORK, "## More", WORK.replace("a", "b")), [[1], [2]]),
    "no heading": ((WORK, WORK.replace("a", "b")), [[1, 2]]),
    "one plot": ((DRAW,), [[1]]),
}


def cut(*cells: str, pinned: tuple[tuple[int, int], ...] = ()) -> list[list[int]]:
    """Return the cells of each stage."""
    return [sorted({unit.cell for unit in group}) for group in split(running(*cells), pinned)]


@pytest.mark.parametrize(("cells", "expected"), TABLE.values(), ids=TABLE)
def test_cuts(cells: tuple[str, ...], expected: list[list[int]]) -> None:
    assert cut(*cells) == expected


def test_a_pinned_stretch_is_not_cut() -> None:
    last = max(unit.index for unit in running(READ, FIT))
    assert cut(READ, FIT, pinned=((0, last),)) == [[1, 2]]


def test_every_statement_is_in_one_stage_in_its_order() -> None:
    order = running(*(f"v{i} = {i}\nprint(v{i})" for i in range(120)))
    groups = split(order, ())
    assert [unit for group in groups for unit in group] == list(order)
    assert 1 < len(groups) < 40
