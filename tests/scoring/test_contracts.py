"""Contracts that code calls, and those that it only mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.contracts import contracts, validated
from tests.scoring.small import PYPROJECT, load, write

PANDERA = "import pandera.pandas as pa\n\nROWS = pa.DataFrameSchema({'a': pa.Column(int)})\nMORE = ROWS.add_columns({})\nNAMES = list(ROWS.columns)\n"
CLASSES = "import pandera.pandas as pa\nfrom pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    a: int\n\n\nclass Rows(pa.DataFrameModel):\n    a: int\n\n\nclass Late(Rows):\n    b: int\n"


def found(root: Path, schema: str, use: str) -> set[str]:
    """Return the contracts that the function `use` calls."""
    write(
        root,
        {
            "pyproject.toml": PYPROJECT,
            "src/shop/__init__.py": "",
            "src/shop/schema.py": schema,
            "src/shop/use.py": use,
        },
    )
    project = load(root)
    return {one.short for one in validated(project, [project.code.definitions["shop.use.use"]])}


HEAD = "from . import schema\nfrom .schema import ROWS, MORE\n\n\ndef checked(contract, rows):\n    return contract.validate(rows)\n\n\n"
CLASS_HEAD = "import pandera as pa\nfrom fastapi import FastAPI\n\nfrom .schema import Late, Row, Rows\n\napp = FastAPI()\n\n\n"


@pytest.mark.parametrize(
    ("body", "called"),
    [
        pytest.param("return ROWS.validate(rows)", {"ROWS"}, id="its own method"),
        pytest.param("return schema.ROWS.validate(rows)", {"ROWS"}, id="through its module"),
        pytest.param("return checked(ROWS, rows)", {"ROWS"}, id="passed to a validator"),
        pytest.param("return checked(contract=ROWS, rows=rows)", {"ROWS"}, id="passed by keyword"),
        pytest.param("return MORE.validate(rows)", {"MORE", "ROWS"}, id="a derived schema includes its base"),
        pytest.param("return helped(rows)", {"ROWS"}, id="by a called function"),
        pytest.param("return rows[list(ROWS.columns)]", set(), id="only its names are read"),
        pytest.param("ROWS\n    return rows.validate(1)", set(), id="mentioned next to another validation"),
        pytest.param("return len(ROWS)", set(), id="passed to another function"),
        pytest.param("return lambda: checked", set(), id="a function without arguments"),
    ],
)
def test_a_schema_is_called_or_only_mentioned(tmp_path: Path, body: str, called: set[str]) -> None:
    helped = "\n\n\ndef helped(rows):\n    return ROWS.validate(rows)\n"
    assert found(tmp_path, PANDERA, f"{HEAD}def use(rows):\n    {body}{helped}") == called


@pytest.mark.parametrize(
    ("code", "called"),
    [
        pytest.param(
            "def use(rows):\n    return [Row(a=row) for row in rows]", {"Row"}, id="an object of a class"
        ),
        pytest.param(
            "def use(rows):\n    return Row.model_validate(rows)", {"Row"}, id="a method of a class"
        ),
        pytest.param(
            "@app.post('/predict')\ndef use(row: Row):\n    return row", {"Row"}, id="an endpoint's argument"
        ),
        pytest.param(
            "@pa.check_types\ndef use(rows: Rows):\n    return rows", {"Rows"}, id="checked by types"
        ),
        pytest.param("@pa.check_input(Rows)\ndef use(rows):\n    return rows", {"Rows"}, id="a decorator"),
        pytest.param("def use(rows):\n    return Late.validate(rows)", {"Late", "Rows"}, id="a subclass"),
        pytest.param("def use(rows: Rows):\n    return rows", set(), id="an annotation that is not enforced"),
        pytest.param("def use(rows):\n    return Row.model_fields", set(), id="its fields"),
    ],
)
def test_a_class_is_called_or_only_mentioned(tmp_path: Path, code: str, called: set[str]) -> None:
    assert found(tmp_path, CLASSES, CLASS_HEAD + code + "\n") == called


def test_contracts_are_schemas_and_derived_ones(tmp_path: Path) -> None:
    found(tmp_path, PANDERA, HEAD + "def use():\n    pass\n")
    assert [one.short for one in contracts(load(tmp_path))] == ["ROWS", "MORE"]


def test_contracts_are_classes_and_their_subclasses(tmp_path: Path) -> None:
    found(tmp_path, CLASSES, CLASS_HEAD + "def use():\n    pass\n")
    assert [one.short for one in contracts(load(tmp_path))] == ["Row", "Rows", "Late"]
