"""Figures of plotly, altair and bokeh, by stand-ins: the libraries themselves are not among the tests' requirements."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mlscaffold.verification.probe.charts import catch_shown, library_of, specification


def make(module: str, **members: Any) -> Any:
    return type("Figure", (), {"__module__": module, **members})()


def test_a_figure_is_known_by_its_library() -> None:
    assert library_of(make("plotly.graph_objs._figure", write_html=None)) == "plotly"
    assert library_of(make("altair.vegalite.v5.api", to_html=None)) == "altair"
    assert library_of(make("bokeh.plotting._figure", js_on_change=None)) == "bokeh"


@pytest.mark.parametrize(
    "value",
    [3, None, make("plotly.colors"), make("matplotlib.figure", to_html=None), make("pandas", to_html=None)],
)
def test_other_values_are_none(value: object) -> None:
    assert library_of(value) == ""
    assert specification(value) is None


def test_a_figure_of_plotly_is_described_as_it_is() -> None:
    figure = make("plotly.graph_objs._figure", write_html=None, to_plotly_json=lambda _: {"data": [1.5]})
    assert specification(figure) == {"data": [1.5]}


def test_counted_names_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    library = ModuleType("altair")
    library.__dict__["data_transformers"] = SimpleNamespace(disable_max_rows=nullcontext)
    monkeypatch.setitem(sys.modules, "altair", library)

    def chart(number: int, field: str) -> Any:
        found = {"params": [{"name": f"param_{number}"}], "mark": f"param_{number}", "x": field}
        return make("altair.vegalite", to_html=None, to_dict=lambda _, **__: found)

    assert specification(chart(1, "town")) == specification(chart(7, "town"))
    assert specification(chart(1, "town")) != specification(chart(1, "price"))


def test_what_is_shown_is_passed_on_once_and_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    library = ModuleType("plotly.io")
    library.__dict__["show"] = lambda _: pytest.fail("a browser would open")
    monkeypatch.setitem(sys.modules, "plotly.io", library)
    catch_shown(shown.append)
    catch_shown(shown.append)
    library.__dict__["show"]("figure", renderer="browser")
    assert shown == ["figure"]
