from __future__ import annotations

import pytest

from mlscaffold.stages.figure_ranges import figures
from mlscaffold.stages.split import split
from tests.stages.notebooks import running

HEAD = "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\nimport lib\nx = [1]\ndf = pd.DataFrame()"
TABLE: dict[str, tuple[str, list[tuple[int, int, bool]]]] = {
    "shown": ("plt.plot(x)\nplt.title('a')\ny = 1\nplt.show()\nz = 2", [(0, 3, True)]),
    "two that are shown": ("plt.plot(x)\nplt.show()\nplt.hist(x)\nplt.show()", [(0, 1, True), (2, 3, True)]),
    "not shown": ("fig, ax = plt.subplots()\nn = 1\nax.plot(x)\nk = 2", [(0, 2, False)]),
    "two that are made": (
        "plt.figure()\nplt.plot(x)\na = 1\nplt.figure()\nplt.plot(x)",
        [(0, 1, False), (3, 4, False)],
    ),
    "axes from a method": (
        "fig, axes = plt.subplots(2, 2)\na1, a2 = axes.flatten()\ns = df['v'].copy()\ns.plot.bar(ax=a1)\nt = 3\nlib.mark(a2)",
        [(0, 5, False)],
    ),
    "back to the first one": (
        "fig, ax = plt.subplots()\nfig2, ax2 = plt.subplots()\nax2.plot(x)\nax.plot(x)",
        [(0, 3, False)],
    ),
    "saved and closed": (
        "fig, ax = plt.subplots()\nfig.savefig('a.png')\nplt.close(fig)\nw = 1",
        [(0, 2, False)],
    ),
    "axes in a loop": (
        "fig, axes = plt.subplots(2)\nfor a in axes:\n    a.plot(x)\nv = 1\naxes[0].grid()",
        [(0, 3, False)],
    ),
    "a plot of a table": ("ax = df.plot()\nm = df.mean()\nax.axhline(m)", [(0, 2, False)]),
    "a function of the notebook": (
        "def draw(a):\n    a.plot(x)\nfig, ax = plt.subplots()\nr = 1\ndraw(ax)",
        [(0, 2, False)],
    ),
    "only read at the end": ("fig, ax = plt.subplots()\nax.plot(x)\nprint(len(ax.lines))", [(0, 1, False)]),
    "none": ("y = 1\nprint(y)", []),
}


@pytest.mark.parametrize(("cell", "expected"), TABLE.values(), ids=TABLE)
def test_figures(cell: str, expected: list[tuple[int, int, bool]]) -> None:
    units = [unit for unit in running(HEAD, cell) if unit.cell == 2]
    assert [(one.first, one.last, one.shown) for one in figures(units)] == expected


def test_a_figure_ends_with_its_cell() -> None:
    units = running(HEAD, "plt.plot(x)", "plt.plot(x)")
    assert len(figures(units)) == 2


PART = "s{0} = df['v'].copy()\nm{0} = s{0}.mean()\ns{0} = s{0} * 100 / m{0}\ns{0}.plot.bar(ax=ax{0})\nax{0}.set_title('{0}')"


@pytest.mark.parametrize("end", ["plt.show()", "fig.savefig('a.png')", ""])
def test_no_stage_begins_inside_a_figure(end: str) -> None:
    parts = "\n".join(PART.format(number) for number in range(1, 9))
    start = "fig, axes = plt.subplots(2, 4)\nax1, ax2, ax3, ax4, ax5, ax6, ax7, ax8 = axes.flatten()"
    groups = split(running(HEAD, f"{start}\n{parts}\n{end}", "y = 1"), ())
    drawn = [group for group in groups if any("plot" in unit.effects.side_effects for unit in group)]
    assert len(drawn) == 1


def test_figures_of_one_cell_may_be_in_several_stages() -> None:
    one = "plt.figure(figsize=(4, 3))\nplt.plot(x)\n" + "\n".join(f"v{{0}}{i} = {i}" for i in range(12))
    groups = split(running(HEAD, *(one.replace("{0}", name) for name in "abcd")), ())
    assert len(groups) > 1
