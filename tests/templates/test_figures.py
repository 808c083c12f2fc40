"""Figures of plotly, altair and bokeh in a project, by stand-ins; classes in pickles, and connections."""

from __future__ import annotations

import importlib
import logging
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mlscaffold.filesystem.writer import write_files
from mlscaffold.projects.template import render_layers
from tests.templates import small


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    files = render_layers(replace(small.ANSWERS, package="charted"), ("base",))
    write_files([file for file in files if file.path.startswith("src/")], tmp_path / "project")
    monkeypatch.syspath_prepend(str(tmp_path / "project" / "src"))
    artifacts = importlib.import_module("charted._runtime.artifacts")
    artifacts.start(tmp_path / "outputs")
    yield artifacts
    for name in [name for name in sys.modules if name.partition(".")[0] == "charted"]:
        del sys.modules[name]


class Figure:
    def write_html(self, path: Path, **_: Any) -> None:
        path.write_text("<html>")

    def write_json(self, path: Path) -> None:
        path.write_text("{}")


Figure.__module__ = "plotly.graph_objs._figure"


def saved(artifacts: Any) -> list[str]:
    return sorted(path.name for path in artifacts.outputs.rglob("*") if path.is_file())


def test_a_figure_of_plotly_becomes_a_page_and_its_specification(package: Any) -> None:
    package.save_figure("sales", Figure())
    package.save_figure("sales", Figure())
    assert saved(package) == ["sales-2.html", "sales-2.json", "sales.html", "sales.json"]


def test_a_shown_figure_is_saved_and_other_values_are_logged(
    package: Any, caplog: pytest.LogCaptureFixture
) -> None:
    log_value = importlib.import_module("charted._runtime").log_value
    package.stage_name = "plot"
    with caplog.at_level(logging.INFO):
        for value in (Figure(), 3, None):
            log_value(logging.getLogger("a"), "value", value)
    assert saved(package) == ["plot.html", "plot.json"]
    assert [one.getMessage() for one in caplog.records if one.name == "a"] == ["value:\n3"]


@pytest.mark.parametrize("value", [3, None, "text", Figure, logging])
def test_other_values_are_no_figures(package: Any, value: object) -> None:
    assert not package.is_chart(value)
    package.save_figure("a", value)
    assert saved(package) == []


class Ratio:
    pass


def test_a_pickle_of_a_notebook_finds_its_class(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    content = b"c__main__\nRatio\n."
    with pytest.raises(AttributeError, match="Ratio"):
        pickle.loads(content)
    package.register_in_main(Ratio)
    assert pickle.loads(content) is Ratio


def test_connections_are_closed_after_a_run(package: Any) -> None:
    runner, closed = importlib.import_module("charted._runtime.runner"), []
    make: Any = type
    connection = make(
        "Connection", (), {"__module__": "sqlite3", "close": lambda _: closed.append("closed")}
    )()
    engine = make(
        "Engine", (), {"__module__": "sqlalchemy.engine", "dispose": lambda _: closed.append("disposed")}
    )()
    other = make("File", (), {"__module__": "io", "close": lambda _: closed.append("file")})()
    runner.close_connections([connection, engine, other, 3])
    assert closed == ["closed", "disposed"]
