{% if cookiecutter.strict -%}
"""Turns the rows of a request into a table for `predict`, by the contract in schema.py, as in training."""
{%- else -%}
"""Turns the rows of a request into a table for `predict`; the model decides which columns it needs."""
{%- endif %}

from __future__ import annotations

{% if cookiecutter.strict %}import re
{% endif %}from collections.abc import Sequence
from typing import Any

import pandas as pd
{%- if cookiecutter.strict %}
import pandera.pandas as pa
{%- endif %}
from pydantic import BaseModel

from .{{ "schema import FEATURES" if cookiecutter.strict else "_runtime.predict import names_of" }}


class Fault(BaseModel):
    """A fault of a request.

    Args:
        row: the position of the row, from 0; None if the fault is not about a row.
        column: the name of the column, None if the fault is not about a column.
        reason: the reason.
    """

    row: int | None = None
    column: str | None = None
    reason: str


class RefusedError(ValueError):
    """Invalid rows.

    Args:
        faults: their faults.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = faults

{% if cookiecutter.strict %}
KINDS: dict[str, tuple[str, tuple[type, ...]]] = {
    "bool": ("boolean", (bool,)),
    "boolean": ("boolean", (bool,)),
    "int": ("integer", (int,)),
    "uint": ("integer", (int,)),
    "float": ("number", (int, float)),
    "str": ("string", (str,)),
    "string": ("string", (str,)),
    "datetime": ("string", (str,)),
}
"""The types of the contract in JSON and in Python; other types accept any scalar."""


def columns_of(_: Any) -> list[str]:
    """Return the input columns of a model: those of the contract."""
    return list(FEATURES.columns)


def row_schema() -> dict[str, Any]:
    """Return the JSON schema of a row, for the service's documentation."""
    columns = FEATURES.columns.items()
    return {
        "type": "object",
        "properties": {name: _value_schema(column) for name, column in columns},
        "required": [name for name, column in columns if column.required],
    }


def _value_schema(column: pa.Column) -> dict[str, Any]:
    """Return the JSON schema of a column's values."""
    kind, _ = _kind(column)
    kinds = [{"type": kind} if kind else {}, *([{"type": "null"}] if _nullable(column) else [])]
    return {"anyOf": kinds} if len(kinds) > 1 else kinds[0]


def table_of(rows: Sequence[dict[str, Any]], model: Any) -> pd.DataFrame:
    """Return rows as a table with the types of the contract; `predict` checks the values.

    Args:
        rows: values by column; columns that are not in the contract are ignored.
        model: the model; the contract defines its inputs.

    Raises:
        RefusedError: a value is missing or has the wrong type.
    """
    columns = FEATURES.columns.items()
    places = [(place, name, column) for place in range(len(rows)) for name, column in columns]
    found = [(place, name, _wrong(rows[place], name, column)) for place, name, column in places]
    if faults := [Fault(row=place, column=name, reason=reason) for place, name, reason in found if reason]:
        raise RefusedError(faults)
    known = [(name, column) for name, column in columns if any(name in row for row in rows)]
    return pd.DataFrame({name: _typed(name, column, [row.get(name) for row in rows]) for name, column in known})


def faults_of(error: ValueError) -> list[Fault]:
    """Return the faults that `predict` found, each with its row if the contract names one."""
    if not isinstance(error.__cause__, pa.errors.SchemaErrors):
        return [Fault(reason=str(error))]
    return [
        Fault(
            row=None if pd.isna(case.index) else int(case.index),
            column=None if pd.isna(case.column) else str(case.column),
            reason=f"{case.check}, not {case.failure_case}",
        )
        for case in error.__cause__.failure_cases.itertuples(index=False)
    ]


def _kind(column: pa.Column) -> tuple[str, tuple[type, ...]]:
    """Return the types of a column's values in JSON and in Python."""
    name = re.match("[a-z]*", str(column.dtype).lower())
    return KINDS.get(name[0] if name else "", ("", (str, bool, int, float)))


def _wrong(row: dict[str, Any], name: str, column: pa.Column) -> str:
    """Return the fault of a row's value, "" if it is valid."""
    if name not in row:
        return "is missing" if column.required else ""
    if row[name] is None:
        return "" if _nullable(column) else "is missing"
    kind, types = _kind(column)
    return "" if type(row[name]) in types else f"is not of type {kind or 'scalar'}"


def _nullable(column: pa.Column) -> bool:
    """Return whether a value may be missing; in a numpy column of booleans, it would become true."""
    return column.nullable and str(column.dtype) != "bool"


def _typed(name: str, column: pa.Column, values: list[Any]) -> pd.Series:
    """Return values with the type of the contract, such as 120 as a float."""
    coerce = getattr(column.dtype, "coerce", pd.Series)  # a column without a type accepts anything
    try:
        series: pd.Series = coerce(pd.Series(values))
    except (ValueError, TypeError, OverflowError) as error:
        raise RefusedError([Fault(column=name, reason=str(error))]) from error
    return series
{%- else %}
def columns_of(model: Any) -> list[str]:
    """Return the input columns of a model.

    Raises:
        ValueError: they are unknown, so that no row can be predicted.
    """
    return names_of(model)


def row_schema() -> dict[str, Any]:
    """Return the JSON schema of a row, for the service's documentation; only the model knows the columns."""
    return {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}


def table_of(rows: Sequence[dict[str, Any]], model: Any) -> pd.DataFrame:
    """Return rows as a table, as reading them from a CSV file would.

    Args:
        rows: values by column; columns that the model does not need are ignored.
        model: the model.

    Raises:
        RefusedError: a column is missing, or a value is a list or an object.
    """
    columns = columns_of(model)
    found = [(place, name, _wrong(row, name)) for place, row in enumerate(rows) for name in columns]
    if faults := [Fault(row=place, column=name, reason=reason) for place, name, reason in found if reason]:
        raise RefusedError(faults)
    table = pd.DataFrame([{name: row[name] for name in columns} for row in rows])
    return table.fillna(float("nan")).infer_objects()


def faults_of(error: ValueError) -> list[Fault]:
    """Return the fault that `predict` or the model found; further lines are advice for the model's authors."""
    return [Fault(reason=str(error).partition("\n")[0])]


def _wrong(row: dict[str, Any], name: str) -> str:
    """Return the fault of a row's value, "" if it is valid."""
    if name not in row:
        return "is missing"
    return "is not of type scalar" if isinstance(row[name], (list, dict)) else ""
{%- endif %}
