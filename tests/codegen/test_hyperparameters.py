from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.hyperparameters import field_name, is_hyperparameter, is_plain, type_of
from tests.stages.notebooks import analysed

FIELDS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "an optimizer": (
        ("import torch\nm = torch.nn.Linear(1, 1)\no = torch.optim.SGD(m.parameters(), lr=0.05)",),
        ["lr: float = 0.05"],
    ),
    "an order": (
        ("from statsmodels.tsa.arima.model import ARIMA\nm = ARIMA(y, order=(1, 1, 0))",),
        ["order: tuple[int, int, int] = (1, 1, 0)"],
    ),
    "variables in lower case": (("epochs = 40\nbatch_size = 8\nprint(epochs * batch_size)",), ["epochs: int = 40", "batch_size: int = 8"]),
    "a fit of keras": (
        ("from keras import Sequential\nm = Sequential()\nm.fit(X, y, epochs=3, verbose=0)",),
        ["epochs: int = 3"],
    ),
    "a name that the notebook has": (
        ("max_depth = [1, 2]\nfrom sklearn.tree import DecisionTreeClassifier\ntree = DecisionTreeClassifier(max_depth=2)",),
        ["tree_max_depth: int = 2"],
    ),
}  # fmt: skip
NONE: dict[str, tuple[str, ...]] = {
    "another variable": ("width = 3\nprint(width)",),
    "a list": ("epochs = [1, 2]\nprint(epochs)",),
    "a variable bound again": ("epochs = 3\nepochs = 4",),
    "unknown categories": (
        "from sklearn.preprocessing import OneHotEncoder\ne = OneHotEncoder(handle_unknown='ignore')",
    ),
    "a truth value": ("import torch\no = torch.optim.SGD(p, nesterov=True)",),
}


@pytest.mark.parametrize(("cells", "expected"), FIELDS.values(), ids=FIELDS)
def test_settings(cells: tuple[str, ...], expected: list[str]) -> None:
    assert [
        f"{f.name}: {f.annotation} = {f.default}"
        for f in analysed(*cells).settings.fields
        if f.name != "seed"
    ] == expected


@pytest.mark.parametrize("cells", NONE.values(), ids=NONE)
def test_no_settings(cells: tuple[str, ...]) -> None:
    assert [f.name for f in analysed(*cells).settings.fields if f.name != "seed"] == []


def test_plain_values() -> None:
    texts = ("1", "'a'", "True", "(1, 2.5)", "()", "(1, 'a')", "[1]", "a")
    values = [ast.parse(text, mode="eval").body for text in texts]
    assert [is_plain(value) for value in values] == [True, True, True, True, False, False, False, False]
    assert [type_of(value) for value in values[:4]] == ["int", "str", "bool", "tuple[int, float]"]


def test_keywords() -> None:
    one = ast.Constant(1)
    assert field_name("C") == "regularization"
    assert is_hyperparameter("max_depth", one, "sklearn.tree.DecisionTreeClassifier", makes_model=True)
    assert is_hyperparameter("batch_size", one, "torch.utils.data.DataLoader", makes_model=True)
    assert not is_hyperparameter("n_jobs", one, "sklearn.tree.DecisionTreeClassifier", makes_model=True)
    assert not is_hyperparameter("max_depth", one, "x.Tree", makes_model=True)
