"""Showing a figure becomes saving it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds

NAME = "show-to-save"
KNOWN: dict[str, Any] = {
    "figure": "sales",
    "types": (
        ("chart", "matplotlib.figure.Figure"),
        ("fig_map", "plotly.graph_objects.Figure"),
        ("show", "matplotlib.pyplot.show"),
    ),
    "rebound": frozenset({"pl"}),
}
CHANGED: dict[str, tuple[str, str]] = {
    "pyplot": ("plt.show()\n", 'save_figures("sales")\n'),
    "arguments of show": ("plt.show(block=False)\n", 'save_figures("sales")\n'),
    "a figure": ("fig.show()\n", 'save_figures("sales")\n'),
    "a numbered figure": ("fig2.show()\n", 'save_figures("sales")\n'),
    "the long name of pyplot": ("matplotlib.pyplot.show()\n", 'save_figures("sales")\n'),
    "a name that is known to be a figure": ("chart.show()\n", 'save_figures("sales")\n'),
    "show of pylab": ("show()\n", 'save_figures("sales")\n'),
    "inside a function, with a comment": (
        "def f():\n    plt.plot(x)\n    plt.show()  # now\n",
        'def f():\n    plt.plot(x)\n    save_figures("sales")  # now\n',
    ),
    "two on a line": ("plt.show(); plt.show()\n", 'save_figures("sales"); save_figures("sales")\n'),
}
KEPT: dict[str, str] = {
    "something of unknown meaning": "image.show()\n",
    "a figure of another library": "fig_map.show()\n",
    "a method as an argument": "f = plt.show\n",
    "another method": 'plt.savefig("show()")\n',
    "a show with arguments on a frame": "df.show(5)\n",
    "a figure of a call": "make().show()\n",
    "show inside a text": 'x = "plt.show()"\n',
    "a function with such a name": "def show(): pass\n",
    "a name that the notebook bound itself": "pl.show()\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_a_figure_of_another_library_needs_a_review() -> None:
    assert kinds(NAME, "fig_map.show()", **KNOWN) == ["review"]
