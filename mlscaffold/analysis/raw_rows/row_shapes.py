"""Shapes of calls on rows: one value per row, reduced, selected; a table by qualified name, `row_shapes.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from mlscaffold.analysis import api

READERS = frozenset(
    f"pandas.{name}" for name in "read_csv read_table read_excel read_parquet read_json".split()
)
"""Functions that read rows from a file."""
BUNDLES = frozenset(
    f"sklearn.datasets.{name}"
    for name in "load_iris load_wine load_breast_cancer load_diabetes load_digits".split()
)
"""Functions that return rows that come with scikit-learn."""


@cache
def _table() -> Mapping[str, str]:
    text = files("mlscaffold.analysis.raw_rows").joinpath("row_shapes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType(dict(rows))


def function_shape(qualified: str) -> str:
    """Return the shape of a call of a function, "" if unknown."""
    name = api.canonical(qualified)
    table = _table()
    return table.get(name) or table.get(f"builtins.{name}", "")


def method_shape(name: str) -> str:
    """Return the shape of a method or an attribute of rows, "" if unknown."""
    return _table().get(f".{name}", "")
