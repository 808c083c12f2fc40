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
        ("bars", "altair.Chart"),
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
    "a figure of plotly": ("fig_map.show(renderer='png')\n", 'save_figure("sales", fig_map)\n'),
    "a chart of altair": ("bars.interactive().show()\n", 'save_figure("sales", bars.interactive())\n'),
    "two on a line": ("plt.show(); plt.show()\n", 'save_figures("sales"); save_figures("sales")\n'),
}
KEPT: dict[str, str] = {
    "something of unknown meaning": "image.show()\n",
    "an attribute of a figure": "fig.show\n",
    "another method of a figure": "fig_map.to_html()\n",
    "a figure of a library that is not known": "grid.show()\n",
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


PLOTLY = (
    ("px", "plotly.express"),
    ("iplot", "plotly.offline.iplot"),
    ("pio", "plotly.io"),
    ("show", "bokeh.plotting.show"),
)
CHARTS: dict[str, tuple[str, str]] = {
    "the result of a call": ("px.bar(sales).show()\n", 'save_figure("sales", px.bar(sales))\n'),
    "a name that is probably a figure": ("fig.show()\n", 'save_figure("sales", fig)\n'),
    "iplot": ("iplot(fig, filename='a')\n", 'save_figure("sales", fig)\n'),
    "show of plotly.io": ("pio.show(fig)\n", 'save_figure("sales", fig)\n'),
    "show of bokeh": ("show(p)\n", 'save_figure("sales", p)\n'),
}
CHARTS_KEPT: dict[str, str] = {
    "something of unknown meaning": "image.show()\n",
    "a figure that is written": "fig.write_html('a.html')\n",
    "a call without a figure": "pio.show()\n",
    "an attribute": "show_legend = fig.show\n",
    "another function of the library": "pio.to_json(fig)\n",
}


@pytest.mark.parametrize(("before", "after"), CHARTS.values(), ids=CHARTS.keys())
def test_a_notebook_with_charts_is_changed(before: str, after: str) -> None:
    assert apply(NAME, before, figure="sales", imports=PLOTLY) == after


@pytest.mark.parametrize("source", CHARTS_KEPT.values(), ids=CHARTS_KEPT.keys())
def test_a_notebook_with_charts_is_kept(source: str) -> None:
    assert apply(NAME, source, figure="sales", imports=PLOTLY) == source


def test_a_window_of_an_unknown_figure_needs_a_review() -> None:
    assert kinds(NAME, "fig_tree.show()", types=(("fig_tree", "graphviz.Digraph"),)) == ["review"]
