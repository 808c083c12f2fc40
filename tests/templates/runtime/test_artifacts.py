"""Tests of the artifacts of a run: metrics, models with their manifests, numbered figures."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from rendered_project._runtime import artifacts
from rendered_project._runtime.artifacts import PROJECT, project_folder


@pytest.fixture
def outputs(tmp_path: Path) -> Iterator[Path]:
    before = artifacts.outputs
    artifacts.start(tmp_path / "far" / "outputs")
    yield tmp_path / "far" / "outputs"
    artifacts.start(before)


class Scalar:
    """A scalar like NumPy's."""

    shape: tuple[int, ...] = ()

    def item(self) -> int:
        return 3


class Rows(Scalar):
    """A one-dimensional array."""

    shape = (1,)


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, 1), (0.5, 0.5), (Fraction(1, 4), 0.25), (math.inf, None), (math.nan, None), (Scalar(), 3)],
)
def test_numbers_are_metrics_and_undefined_ones_are_null(value: object, number: float | None) -> None:
    assert artifacts.numbers({"metric": value}) == {"metric": number}


@pytest.mark.parametrize("value", [True, "1", None, [1], Rows()])
def test_other_values_are_not_metrics(value: object) -> None:
    assert artifacts.numbers({"metric": value}) == {}


def test_metrics_are_readable_json(outputs: Path) -> None:
    artifacts.save_metrics({"größe": 1, "score": None})
    text = (outputs / "metrics.json").read_text(encoding="utf-8")
    assert text == '{\n  "größe": 1,\n  "score": null\n}\n'


def test_no_file_without_metrics(outputs: Path) -> None:
    artifacts.save_metrics({})
    assert not outputs.exists()


def test_a_model_is_saved_with_its_class_and_digest(outputs: Path) -> None:
    artifacts.save_model("half", Fraction(1, 2))
    content = (outputs / "models" / "half.pkl").read_bytes()
    text = (outputs / "models" / "half.json").read_text(encoding="utf-8")
    assert text.startswith('{\n  "class": "fractions.Fraction",\n')
    assert text.endswith("}\n")
    assert json.loads(text)["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_model_is_saved_with_the_version_of_its_library(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fractions.__version__", "1.2", raising=False)
    artifacts.save_model("half", Fraction(1, 2))
    manifest = json.loads((outputs / "models" / "half.json").read_text(encoding="utf-8"))
    assert manifest["libraries"]["fractions"] == "1.2"


def test_a_saved_model_is_loaded_and_a_changed_one_rejected(outputs: Path) -> None:
    artifacts.save_model("half", Fraction(1, 2))
    path = outputs / "models" / "half.pkl"
    assert artifacts.load_model(path) == Fraction(1, 2)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(ValueError, match=r"does not match half\.json"):
        artifacts.load_model(path)


def test_once_models_are_trusted_no_other_is_loaded(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "TRUSTED", tmp_path / "models.json")
    with pytest.raises(ValueError, match="holds no model"):
        artifacts.trust_models(outputs / "models")
    artifacts.save_model("half", Fraction(1, 2))
    path = outputs / "models" / "half.pkl"
    artifacts.trust_models(path.parent)
    assert artifacts.load_model(path) == Fraction(1, 2)
    artifacts.save_model("half", Fraction(1, 3))  # another model with a digest that matches it
    with pytest.raises(ValueError, match=r"not the model that models\.json lists"):
        artifacts.load_model(path)


def test_a_model_that_cannot_be_pickled_is_not_saved(outputs: Path) -> None:
    artifacts.save_model("nothing", lambda: None)
    assert not outputs.exists()


class Canvas:
    """A figure that can be saved."""

    def savefig(self, path: Path, **_: object) -> None:
        path.write_text("drawn")


def test_figures_of_the_same_name_are_numbered(outputs: Path) -> None:
    for _ in range(3):
        artifacts._save_figure("age", Canvas())
    assert sorted(file.name for file in (outputs / "figures").iterdir()) == [
        "age-2.png",
        "age-3.png",
        "age.png",
    ]


def test_open_figures_are_saved_and_closed(outputs: Path) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.figure(figsize=(1, 1)).add_subplot()
    pyplot.figure()
    artifacts.save_figures("one")
    assert sorted(file.name for file in (outputs / "figures").iterdir()) == ["one.png"]
    assert not pyplot.get_fignums()


def test_folders_are_created_for_outputs_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "PROJECT", tmp_path)
    inside, outside = tmp_path / "outputs" / "a" / "b" / "file.csv", tmp_path / "data" / "file.csv"
    for _ in range(2):
        artifacts.make_folders([inside, outside, "text"])
    assert (inside.parent.is_dir(), outside.parent.exists()) == (True, False)


def test_a_folder_that_is_a_setting_is_left_to_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "PROJECT", tmp_path)
    folder = tmp_path / "outputs" / "a"
    artifacts.make_folders([folder, folder / "file.csv"])
    assert (folder.parent.is_dir(), folder.exists()) == (True, False)


def test_the_project_folder_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert project_folder() == PROJECT == Path(artifacts.__file__).resolve().parents[3]


def test_metrics_that_differ_from_the_baseline_are_logged(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[object] = []
    monkeypatch.setattr(artifacts.logger, "warning", lambda _, name, *values: logged.append((name, *values)))
    monkeypatch.setattr(artifacts, "PROJECT", tmp_path)
    artifacts.compare_with_baseline()  # there is none
    outputs.mkdir(parents=True)
    (tmp_path / "baseline.json").write_text('{"a": 1.0, "b": null, "c": 2.0, "d": 0.5, "old": 3}')
    (outputs / "metrics.json").write_text('{"a": 1.0000005, "b": null, "c": 2.00001, "d": null, "new": 4}')
    artifacts.compare_with_baseline()
    assert logged == [("c", 2.00001, 2.0), ("d", None, 0.5)]


class Chart:
    """A chart like those of altair and bokeh."""

    __module__ = "altair.vegalite"

    def to_html(self) -> str:
        return "<p>chart</p>"

    def to_json(self) -> str:
        return "{}"


def test_a_chart_is_known_by_its_library() -> None:
    assert artifacts.is_chart(Chart())
    assert not artifacts.is_chart(Chart)
    assert not artifacts.is_chart(Canvas())
    assert not artifacts.is_chart(None)


@pytest.mark.parametrize(("library", "specification"), [("altair", "{}\n"), ("bokeh", '{"width": 1}\n')])
def test_a_chart_is_saved_as_page_and_specification(
    library: str, specification: str, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altair = SimpleNamespace(data_transformers=SimpleNamespace(disable_max_rows=contextlib.nullcontext))
    embed = SimpleNamespace(file_html=lambda *_: "<p>chart</p>", json_item=lambda _: {"width": 1})
    monkeypatch.setitem(sys.modules, "altair", altair)
    monkeypatch.setitem(sys.modules, "bokeh.embed", embed)
    monkeypatch.setitem(sys.modules, "bokeh.resources", SimpleNamespace(INLINE=None))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    outputs.mkdir(parents=True)
    assert artifacts.CHARTS[library](outputs / "one.png", Chart()) == outputs / "one.html"
    assert (outputs / "one.html").read_text() == "<p>chart</p>"
    assert (outputs / "one.json").read_text() == specification


def test_figures_are_shown_only_in_notebooks(tmp_path: Path) -> None:
    before = artifacts.outputs
    artifacts.start(tmp_path)
    assert artifacts._shown is False
    artifacts.start(before)
