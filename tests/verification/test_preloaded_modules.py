"""The libraries of a notebook that are imported once for several runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.analysis.statements import Statement, split
from mlscaffold.verification.preloaded_modules import SHELL, preloaded_modules


def statements(source: str) -> tuple[Statement, ...]:
    return split(1, source, silent=False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import torch\nfrom torch import nn", ("torch", SHELL), id="torch"),
        pytest.param("import os, numpy as np, pandas", ("numpy", "pandas", SHELL), id="in their order"),
        pytest.param("from sklearn.svm import SVC", ("sklearn.svm", SHELL), id="a part"),
        pytest.param(
            "def f():\n    import scipy.stats\n    return scipy", ("scipy.stats", SHELL), id="in a function"
        ),
    ],
)
def test_slow_libraries_are_imported_once(tmp_path: Path, source: str, expected: tuple[str, ...]) -> None:
    assert preloaded_modules(statements(source), [tmp_path]) == expected


def test_what_a_library_imports_when_it_is_used_is_imported_once_too(tmp_path: Path) -> None:
    loaded = ("numpy", "torch", "torch._dynamo")
    assert preloaded_modules(statements("import torch"), [tmp_path], loaded) == (
        "torch",
        "torch._dynamo",
        SHELL,
    )
    assert preloaded_modules(statements("import numpy"), [tmp_path], loaded) == ("numpy", SHELL)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import os, json", id="the standard library is quick"),
        pytest.param("import tensorflow, polars", id="not safe in a fork"),
        pytest.param(
            "import os\nos.environ['OMP_NUM_THREADS'] = '1'\nimport numpy", id="settings of libraries"
        ),
        pytest.param("import sys, numpy\nprint('torch' in sys.modules)", id="it looks at what is loaded"),
        pytest.param("import numpy, multiprocessing", id="it forks itself"),
        pytest.param("from importlib import reload\nimport numpy\nreload(numpy)", id="it loads again"),
        pytest.param("from .numpy import x", id="relative"),
        pytest.param("import shadowed", id="unknown"),
    ],
)
def test_other_notebooks_get_processes_of_their_own(tmp_path: Path, source: str) -> None:
    assert preloaded_modules(statements(source), [tmp_path]) == ()


def test_modules_beside_the_notebook_come_before_libraries(tmp_path: Path) -> None:
    (tmp_path / "torch.py").touch()
    (tmp_path / "pandas").mkdir()
    assert preloaded_modules(statements("import torch, pandas, numpy"), [tmp_path]) == ("numpy", SHELL)


def test_settings_of_matplotlib_beside_the_notebook_are_read_when_it_is_imported(tmp_path: Path) -> None:
    source = statements("import numpy\nimport matplotlib.pyplot as plt\nimport seaborn")
    assert preloaded_modules(source, [tmp_path]) == ("numpy", "matplotlib.pyplot", "seaborn", SHELL)
    (tmp_path / "matplotlibrc").touch()
    assert preloaded_modules(source, [tmp_path]) == ("numpy", SHELL)
