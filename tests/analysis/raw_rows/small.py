"""Small notebooks for the tests of paths from raw rows."""

from __future__ import annotations

import ast

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.raw_rows.path_parts import FEATURES, ROWS
from mlscaffold.analysis.raw_rows.predict_path import PredictPath, predict_path
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.analysis.statements import split

HEAD = """import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, StandardScaler
df = pd.read_csv("people.csv")
"""
SPLIT = """
X = df[["age", "income"]]
y = df["bought"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
MODEL = """
model = LogisticRegression()
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
"""


def path_of(source: str, outputs: tuple[str, ...] = ()) -> PredictPath | Obstacle | None:
    """Return the path of a notebook of one cell, of whose run some outputs are stored."""
    return predict_path(trace(split(1, source, silent=True)).statements, {}, {}, outputs)


def derived(source: str, outputs: tuple[str, ...] = ()) -> PredictPath:
    """Return the path of a notebook that has one."""
    found = path_of(source, outputs)
    assert isinstance(found, PredictPath), found
    return found


def refused(source: str) -> Obstacle:
    """Return what is in the way."""
    found = path_of(source)
    assert isinstance(found, Obstacle), found
    return found


def applied(source: str) -> list[str]:
    """Return the statements that prepare new rows, and the result."""
    path = derived(source)
    nodes = [*path.apply, ast.Return(path.result)]
    return [text(node) for node in nodes if text(node) not in {"df = rows.copy()", "df = df"}]


def fitted(source: str) -> list[str]:
    """Return the statements that learn from rows."""
    return [text(node) for node in derived(source).fit]


def text(node: ast.stmt) -> str:
    """Return a statement as in the generated module."""
    return ast.unparse(ast.fix_missing_locations(node)).replace(FEATURES, "features").replace(ROWS, "rows")
