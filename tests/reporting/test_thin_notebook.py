"""The thin notebook: the narrative stays, the stages are called in the pipeline's order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import nbformat
import pytest

from mlscaffold.notebook.cells import Cell
from mlscaffold.reporting.thin_notebook import thin_notebook
from mlscaffold.results.hardening import Hardening
from tests.reporting.small import BUYERS, hardened


def cells(hardening: Hardening) -> list[tuple[str, str]]:
    notebook = json.loads(thin_notebook(hardening).content)
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def code(*texts: str) -> list[str]:
    """Return the code cells after the first one."""
    return [text for kind, text in cells(hardened(*texts)) if kind == "code"][1:]


@pytest.fixture(scope="module")
def notebook() -> Any:
    return nbformat.reads(thin_notebook(hardened(*BUYERS)).content.decode(), as_version=nbformat.NO_CONVERT)


def test_it_is_valid_and_has_no_outputs(notebook: Any) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    hardening = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert {(cell.execution_count, len(cell.outputs)) for cell in hardening} == {(None, 0)}


def test_the_same_notebook_gives_the_same_bytes() -> None:
    assert thin_notebook(hardened(*BUYERS)) == thin_notebook(hardened(*BUYERS))
    assert thin_notebook(hardened(*BUYERS)).path == "notebooks/buyers.ipynb"


def test_all_text_stays_in_its_order() -> None:
    texts = [text for text in BUYERS if text.startswith("#") and text[1:].lstrip("# ")[:1].isupper()]
    assert [text for kind, text in cells(hardened(*BUYERS)) if kind == "markdown"] == texts


def test_a_cell_of_each_stage_is_under_its_heading() -> None:
    hardening = cells(hardened(*BUYERS))
    texts = [text for _, text in hardening]
    cleaning, model = texts.index("## Cleaning"), texts.index("## Model")
    before, between, after = texts[2:cleaning], texts[cleaning + 1 : model], texts[model + 1 :]
    assert before == ["df = load_people(people_csv=config.people_csv)"]
    assert between
    assert all("df" in text for text in between)
    assert any("train_logistic_regression(" in text or "train" in text for text in after)


def test_the_first_code_cell_imports_the_stages_and_starts() -> None:
    hardening = hardened(*BUYERS)
    kind, text = cells(hardening)[1]
    assert kind == "code"
    assert text.endswith("\n\nconfig = Config()\nnotebooks.start(config)")
    imported = {line.split()[-1] for line in text.splitlines() if line.startswith("from buyers.")}
    assert {stage.name for stage in hardening.stages} | {"Config", "notebooks"} == imported


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(("x = 1", "y = x + 1\nprint(y)"), 1, id="one value"),
        pytest.param(("import asyncio\nawait asyncio.sleep(0)\nx = 1",), 1, id="awaited"),
        pytest.param(("a, b = 1, 2", "print(a, b)"), 1, id="two values"),
        pytest.param(("import re", "# nothing"), 0, id="no stage at all"),
    ],
)
def test_there_is_one_call_of_each_stage(texts: tuple[str, ...], expected: int) -> None:
    assert len(code(*texts)) == len(hardened(*texts).stages) == expected


def test_an_async_stage_is_awaited() -> None:
    assert "await " in code("import asyncio\nawait asyncio.sleep(0)\nx = 1")[0]


WITH_CONFIG = (
    "## Load",
    "import pandas as pd\nLIMIT = 3\nconfig = pd.read_csv('people.csv')\nconfig = config[config.a > LIMIT]",
    "## Model",
    "from sklearn.linear_model import LinearRegression\nm = LinearRegression().fit(config, config.b)\nm.coef_",
)


def test_a_variable_named_config_keeps_its_name() -> None:
    hardening = cells(hardened(*WITH_CONFIG))
    code_cells = [text for kind, text in hardening if kind == "code"]
    assert code_cells[0].endswith("run_config = Config()\nnotebooks.start(run_config)")
    assert code_cells[1].startswith("config = ")
    assert "limit=run_config.limit" in "".join(code_cells)


def test_a_stage_is_never_called_before_an_earlier_one() -> None:
    hardening = hardened(*BUYERS)
    turned = replace(hardening, stages=tuple(reversed(hardening.stages)))
    calls = [text for kind, text in cells(turned) if kind == "code"][1:]
    names = [next(s.name for s in turned.stages if f"{s.name}(" in call) for call in calls]
    assert names == [stage.name for stage in turned.stages]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("Image(filename='a b/x.png')", ["![](<a b/x.png>)"], id="a file"),
        pytest.param(
            "Image(url='https://a.org/x.png', width=300)", ["![](<https://a.org/x.png>)"], id="an address"
        ),
        pytest.param("Image(data)", [], id="computed"),
    ],
)
def test_code_that_only_displays_an_image_becomes_text(call: str, expected: list[str]) -> None:
    hardening = cells(hardened(f"from IPython.display import Image\ndata = b''\n{call}", "x = 1"))
    assert [text for kind, text in hardening if kind == "markdown"] == expected


def test_raw_cells_stay() -> None:
    hardening = hardened("x = 1")
    raw = replace(hardening.notebook, cells=(*hardening.notebook.cells, Cell("raw", "as it is", 1)))
    assert cells(replace(hardening, notebook=raw))[-1] == ("raw", "as it is")
