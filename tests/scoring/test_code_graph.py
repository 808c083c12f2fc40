"""Names are followed through imports, packages and tables of stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.code_graph import Code, graph, module_name, read_module
from tests.scoring.small import write

FILES = {
    "src/shop/__init__.py": "from .train import fit\n",
    "src/shop/train.py": "import sklearn.svm as svm\n\nfrom . import data\n\n\ndef fit():\n    return svm.SVC(), data.load()\n",
    "src/shop/data.py": "import pandas as pd\n\n\ndef load():\n    return pd.read_csv('a')\n\n\nclass Rows:\n    def more(self):\n        return load()\n",
    "src/shop/pipeline.py": "from .data import load\nfrom .train import fit\n\nSTAGES = (load, fit)\n\n\ndef run(fit):\n    return fit()\n",
    "src/shop/cli.py": "def main():\n    from .pipeline import STAGES\n    return STAGES\n",
}


@pytest.fixture
def code(tmp_path: Path) -> Code:
    write(tmp_path, FILES)
    modules = [read_module(tmp_path, path) for path in FILES]
    return graph(module for module in modules if module)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("shop.cli.main", "pandas.read_csv", id="through a table of stages"),
        pytest.param("shop.fit", "shop.data.load", id="through a package that re-exports it"),
        pytest.param("shop.train.fit", "sklearn.svm.SVC", id="a library by another name"),
        pytest.param("shop.data.Rows.more", "pandas.read_csv", id="a method"),
    ],
)
def test_reachable_functions(code: Code, start: str, end: str) -> None:
    assert end in code.reach([start])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("shop.data.load", "shop.train.fit", id="backwards"),
        pytest.param("shop.pipeline.run", "shop.train.fit", id="a parameter of the same name"),
        pytest.param("os.path", "shop.data.load", id="a library"),
    ],
)
def test_unreachable_functions(code: Code, start: str, end: str) -> None:
    assert end not in code.reach([start])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/shop/data.py", ("shop.data", False)),
        ("shop/__init__.py", ("shop", True)),
        ("run.py", ("run", False)),
        ("tests/test_a.py", ("tests.test_a", False)),
    ],
)
def test_a_file_is_a_module(path: str, name: tuple[str, bool]) -> None:
    assert module_name(path) == name


@pytest.mark.parametrize("text", ["def (", "\0"])
def test_invalid_python_is_no_module(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"a.py": text})
    assert read_module(tmp_path, "a.py") is None
    assert read_module(tmp_path, "gone.py") is None
