from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.config_fields import Field
from mlscaffold.codegen.pipeline import config_source, pipeline_source
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Section

LOAD = Stage("load_people", "data", "load", Section(0), (), outputs=("df",))
TRAIN = Stage(
    "train_svc", "training", "train", Section(0), (), ("df",), ("model", "acc"), models=("model",),
    metrics=("acc",), depends_on=("load_people",),
)  # fmt: skip
SHOW = Stage("plot_ages", "plots", "plot", Section(0), ())
ENTRIES: dict[str, tuple[Stage, str]] = {
    "one output": (LOAD, 'Stage(data.load_people, outputs=("df",)),'),
    "all arguments": (
        TRAIN,
        'Stage(training.train_svc, outputs=("model", "acc"), metrics=("acc",), models=("model",), depends_on=("load_people",)),',
    ),
    "nothing": (SHOW, "Stage(plots.plot_ages),"),
}
LINES: dict[str, tuple[Field, str]] = {
    "a number": (Field("seed", "int", "42", "cell 3"), "    seed: int = 42  # cell 3"),
    "a path": (
        Field("people_csv", "Path", 'PROJECT / "data"', "cell 1", "people.csv"),
        '    people_csv: Path = PROJECT / "data"  # cell 1',
    ),
    "a list": (
        Field("ages", "list[int]", "field(default_factory=lambda: [1])", "cell 1"),
        "    ages: list[int] = field(default_factory=lambda: [1])  # cell 1",
    ),
}


@pytest.mark.parametrize(("stage", "line"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry(stage: Stage, line: str) -> None:
    assert f"    {line}\n" in pipeline_source((stage,), "Sales", False, "")


def test_the_pipeline_is_python_in_the_order_of_the_stages() -> None:
    text = pipeline_source((LOAD, TRAIN, SHOW), 'Say "hi"', True, "workspace")
    ast.parse(text)
    lines = text.split("\n")
    assert "from . import data, plots, settings, training" in lines
    assert 'FOLDER: Path | None = PROJECT / "workspace"' in lines
    assert "    Stage(settings.apply_settings, always_run=True)," in lines
    assert text.index("apply_settings") < text.index("load_people") < text.index("plot_ages")


@pytest.mark.parametrize(
    ("field", "line"),
    [("run_seed", 'SEED_FIELD: str | None = "run_seed"'), ("", "SEED_FIELD: str | None = None")],
    ids=["a seed", "no seed"],
)
def test_the_pipeline_names_the_field_that_seeds(field: str, line: str) -> None:
    assert line in pipeline_source((LOAD,), "Sales", False, "", field).split("\n")


def test_no_settings_and_no_folder() -> None:
    text = pipeline_source((LOAD,), "Sales", False, "")
    assert "FOLDER: Path | None = None\n" in text
    assert "PROJECT" not in text
    assert "settings" not in text


@pytest.mark.parametrize(("field", "line"), LINES.values(), ids=LINES)
def test_a_field(field: Field, line: str) -> None:
    text = config_source((field,), "sales")
    ast.parse(text)
    assert f"{line}\n" in text
    assert f"(SALES_{field.name.upper()})" in text
    assert ("import Path" in text) == (field.annotation == "Path")
    assert ("dataclass, field" in text) == ("factory" in field.default)


def test_a_configuration_without_fields_is_python() -> None:
    (config_class,) = [n for n in ast.parse(config_source((), "sales")).body if isinstance(n, ast.ClassDef)]
    assert [type(node) for node in config_class.body] == [ast.Expr]


def test_without_stages_the_type_is_annotated() -> None:
    source = pipeline_source((), "N", has_settings=False, folder="")
    assert "STAGES: tuple[Stage, ...] = (\n)" in source
