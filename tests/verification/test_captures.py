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


LOCALS = (
    "import pandas as pd",
    "df = pd.DataFrame({'a': [1, 2]})\nhalf = len(df) // 2\ndf['b'] = df['a'] * half\n_hidden = 3",
    "## Model",
    "from sklearn.linear_model import LinearRegression",
    "model = LinearRegression()\nmodel.fit(df[['a']], df['b'])\nfor i in range(2):\n    print(i)",
    "score = model.score(df[['a']], df['b'])\nprint(score)",
)


def test_local_variables_are_noted_at_the_end_of_their_stage() -> None:
    hardening = hardened(*LOCALS)
    found = captures(hardening, [traced.statement for traced in hardening.flow.statements])
    local = {capture.name: capture for capture in found if capture.local}
    assert {"half", "_hidden", "i"} <= local.keys()
    assert local["half"].cell == 2
    assert not local.keys() & {capture.name for capture in found if not capture.local and capture.cell == 2}
