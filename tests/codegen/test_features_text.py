"""The text of row_features.py has the functions that have a body."""

from __future__ import annotations

import ast

from mlscaffold.codegen.features_text import NAMES, module_text
from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived

BODIES = {
    "read_rows": "return file",
    "training_data": "return file",
    "fit_features": "",
    "apply": "return rows",
    "training_rows": "",
    "learn": "return Features(), rows",
}


def functions(texts: dict[str, str]) -> list[str]:
    names = {inner: name for inner, (name, _) in NAMES.items()}
    source = module_text(
        derived(HEAD + SPLIT + MODEL), "People", "model", texts, names, ["import pandas as pd"], (), ["age"]
    )
    assert "INPUTS: tuple[Any, ...] = ('age',)" in source
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def test_a_function_without_a_body_is_left_out() -> None:
    assert functions(BODIES) == ["read_rows", "training_data", "apply", "learn"]
    assert functions({**BODIES, "training_rows": "return rows"})[-2:] == ["training_rows", "learn"]
