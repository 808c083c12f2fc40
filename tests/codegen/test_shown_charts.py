"""A figure that a cell shows by naming it is saved."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.shown_charts import save_shown
from tests.stages.notebooks import traced

PLOTLY = "import plotly.express as px\nimport plotly.graph_objects as go\n"
ALTAIR = "import altair as alt\n"
CHANGED: dict[str, tuple[str, str]] = {
    "a call of plotly": (PLOTLY + "px.bar(sales, x='a')", "save_figure(\"town\", px.bar(sales, x='a'))"),
    "a name": (PLOTLY + "fig = go.Figure()\nfig", 'save_figure("town", fig)'),
    "a changed figure": (
        PLOTLY + "fig = px.pie(a)\nfig.update_layout(height=3)",
        'save_figure("town", fig.update_layout(height=3))',
    ),
    "a chain of altair": (
        ALTAIR + "alt.Chart(a).mark_bar().encode(x='a')",
        "save_figure(\"town\", alt.Chart(a).mark_bar().encode(x='a'))",
    ),
    "charts side by side": (
        ALTAIR + "one = alt.Chart(a)\none | one.mark_bar()",
        'save_figure("town", one | one.mark_bar())',
    ),
    "display": (PLOTLY + "fig = px.bar(a)\ndisplay(fig)", 'save_figure("town", fig)'),
}
KEPT: dict[str, str] = {
    "a semicolon": PLOTLY + "fig = px.bar(a);",
    "a table": PLOTLY + "import pandas as pd\ndf = pd.DataFrame()\ndf",
    "a figure that is only made": PLOTLY + "fig = px.bar(a)",
    "data of plotly": PLOTLY + "px.data.iris()",
    "a text of a chart": ALTAIR + "alt.Chart(a).to_json()",
    "a notebook without such a library": "fig = draw()\nfig",
}


@pytest.mark.parametrize(("source", "last"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, last: str) -> None:
    statements, changes = save_shown(traced(source).statements, {1: "town"})
    assert statements[-1].source == last
    assert [change.kind for change in changes] == ["rewritten"]


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    before = traced(source).statements
    assert save_shown(before, {}) == (tuple(one.statement for one in before), ())
