"""Parts of the runtime that are left out: never one that a project may need."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.runtime_parts import runtime_parts
from mlscaffold.plan import PlannedFile

PLAIN = ("numpy==2.0", "scikit-learn==1.5; python_version > '3.9'")
CASES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "nothing of both": ("save_figures('a')", PLAIN, ()),
    "a chart is saved": ("save_figure('a', fig)", PLAIN, ("charts",)),
    "a value is shown, by libraries without charts": ("log_value(logger, 'f()', f())", PLAIN, ()),
    "a value is shown, by a library that may have charts": (
        "log_value(logger, 'f()', f())",
        ("optuna==4", *PLAIN),
        ("charts",),
    ),
    "such a library alone": ("optuna.study()", ("optuna==4",), ()),
    "another backend of pandas": ("pd.options.plotting.backend = NAME", PLAIN, ("charts",)),
    "the standard library's database": ("import sqlite3", PLAIN, ("databases",)),
    "a database by its address": ("create('postgresql+psycopg2://')", PLAIN, ("databases",)),
    "both": ("import duckdb, plotly", PLAIN, ("charts", "databases")),
}


@pytest.mark.parametrize(("code", "requirements", "expected"), CASES.values(), ids=CASES)
def test_parts(code: str, requirements: tuple[str, ...], expected: tuple[str, ...]) -> None:
    files = (PlannedFile("src/a/b.py", code.encode()), PlannedFile("data/a.txt", b"sqlite3 plotly"))
    assert runtime_parts(files, requirements) == expected
