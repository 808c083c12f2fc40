"""Outputs of stages are recorded at their location in the notebook."""

from __future__ import annotations

from mlscaffold.verification.captures import END, captures
from tests.reporting.small import hardened

CELLS = (
    "import pandas as pd",
    "df = pd.DataFrame({'a': [1, 2]})\ndf['b'] = df['a'] * 2",
    "## Model",
    "from sklearn.linear_model import LinearRegression",
    "model = LinearRegression()\nmodel.fit(df[['a']], df['b'])\nweights = model.coef_",
    "score = model.score(df[['a']], df['b'])\nprint(score)",
)


def places(*cells: str) -> dict[str, tuple[int, int]]:
    hardening = hardened(*cells)
    statements = [traced.statement for traced in hardening.flow.statements]
    return {capture.name: (capture.cell, capture.line) for capture in captures(hardening, statements)}


def test_a_value_is_noted_after_its_last_change() -> None:
    found = places(*CELLS)
    assert found["df"][1] == END
    assert found["score"] == (5, END)
    assert found["model"][0] == 4


def test_the_key_is_the_place_in_the_notebook() -> None:
    hardening = hardened(*CELLS)
    found = captures(hardening, [traced.statement for traced in hardening.flow.statements])
    assert all(capture.key == f"{capture.cell}:{capture.line}:{capture.name}" for capture in found)
    assert len({capture.key for capture in found}) == len(found)
