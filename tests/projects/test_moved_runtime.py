"""Projects whose runtime was beside the stages: imports follow it to its own package."""

from __future__ import annotations

import pytest

from mlscaffold.plan import PlannedFile
from mlscaffold.projects.moved_runtime import earlier_package, moved_files, moved_imports, with_model_of

CODE = "src/buys/data.py"
CHANGED = {
    "what a stage saves": (
        CODE,
        "from .artifacts import save_figures\n",
        "from ._runtime import save_figures\n",
    ),
    "a name that the package does not offer": (
        CODE,
        "from .artifacts import load_model\n",
        "from ._runtime.artifacts import load_model\n",
    ),
    "a module under another name": (
        CODE,
        "from .raw_rows import RowError as E\n",
        "from ._runtime.predict import RowError as E\n",
    ),
    "several lines": (
        CODE,
        "from .runner import (\n    Stage,\n    seed,\n)\n",
        "from ._runtime.runner import (\n    Stage,\n    seed,\n)\n",
    ),
    "a module among others": (
        CODE,
        "from . import artifacts, plots\n",
        "from . import plots\nfrom ._runtime import artifacts\n",
    ),
    "a module alone": (CODE, "from . import runner\n", "from ._runtime import runner\n"),
    "a module whose name is another now": (
        CODE,
        "from . import _options as o, raw_rows\n",
        "from ._runtime import settings as o, predict as raw_rows\n",
    ),
    "inside a function": (
        CODE,
        "def f():\n    from . import artifacts, plots\n    return plots\n",
        "def f():\n    from . import plots\n    from ._runtime import artifacts\n    return plots\n",
    ),
    "in a subpackage": (
        "src/buys/local/a.py",
        "from ..artifacts import save_figures\nfrom .runner import go\n",
        "from .._runtime import save_figures\nfrom .runner import go\n",
    ),
    "in a test": (
        "tests/test_data.py",
        "from buys import artifacts, data\nfrom buys.runner import Stage\nimport buys.cli\n",
        "from buys import data\nfrom buys._runtime import artifacts\nfrom buys._runtime import Stage\nimport buys._runtime.cli\n",
    ),
    "a name in a text": (
        "tests/test_data.py",
        'patch("buys.artifacts.outputs")\n',
        'patch("buys._runtime.artifacts.outputs")\n',
    ),
    "in a notebook": (
        "notebooks/a.ipynb",
        '    "from buys import notebooks\\n",\n    "from buys import data, runner\\n",\n',
        '    "from buys._runtime import notebooks\\n",\n    "from buys import data; from buys._runtime import runner\\n",\n',
    ),
    "Windows line endings": (CODE, "from . import runner\r\n", "from ._runtime import runner\r\n"),
}
KEPT = {
    "a module of the project": (CODE, "from .plots import artifacts\nfrom .config import Config\n"),
    "another package": (CODE, "from other import runner\nfrom other.artifacts import load\nimport runner\n"),
    "predictions": (CODE, "from .predict import load, predict\n"),
    "a logger": ("tests/test_data.py", 'logging.getLogger("buys.runner")\n'),
    "a longer name": ("tests/test_data.py", "import buys.runners, rebuys.runner\n"),
    "a module of the runtime itself": ("src/buys/cli.py", "from .runner import Stage\n"),
    "text": ("README.md", "from buys import notebooks\n"),
}


@pytest.mark.parametrize(("path", "text", "expected"), CHANGED.values(), ids=CHANGED)
def test_changed(path: str, text: str, expected: str) -> None:
    change = moved_imports("buys")
    assert change(path, text) == expected
    assert change(path, expected) == expected


@pytest.mark.parametrize(("path", "text"), KEPT.values(), ids=KEPT)
def test_kept(path: str, text: str) -> None:
    assert moved_imports("buys")(path, text) == text


def test_a_project_from_before_is_known_by_a_module() -> None:
    assert earlier_package(["README.md", "src/buys/_folders.py"]) == "buys"
    assert earlier_package(["src/buys/_runtime/__init__.py", "src/buys/local/_folders.py"]) == ""


def test_files_of_the_notebook_move() -> None:
    learned = b"import pandas as pd\n\n\ndef fit_groups(rows, keys, column, how):\n    return {}\n"
    files = (
        PlannedFile("src/buys/learned.py", learned),
        PlannedFile("src/buys/_log.py", b"changed by ruff\n"),
        PlannedFile("src/buys/row_features.py", b"from .learned import fit_groups\n"),
        PlannedFile("data/a.csv", b"\xff"),
    )
    found = {file.path: file.content for file in moved_files(files, "buys")}
    assert found.keys() == {"src/buys/_runtime/learned.py", "src/buys/row_features.py", "data/a.csv"}
    assert found["src/buys/row_features.py"] == b"from ._runtime.learned import fit_groups\n"
    assert b"def fit_groups" in found["src/buys/_runtime/learned.py"]
    assert b"def fit_dummies" not in found["src/buys/_runtime/learned.py"]


@pytest.mark.parametrize("place", ["src/buys/predict.py", "src/buys/_runtime/predict.py"])
def test_the_model_stays_where_a_run_has_it(place: str) -> None:
    before = {place: b"    predictor = build(results[row_features.TRAINED].best_, config, results)\n"}
    now = PlannedFile(
        "src/buys/_runtime/predict.py", b"predictor = build(results[row_features.TRAINED], config, results)\n"
    )
    found = with_model_of(before, now, "buys")
    assert found.content == b"predictor = build(results[row_features.TRAINED].best_, config, results)\n"
    assert with_model_of({}, now, "buys") == now
    other = PlannedFile("noxfile.py", b"")
    assert with_model_of(before, other, "buys") == other
