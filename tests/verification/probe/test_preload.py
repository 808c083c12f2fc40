"""Libraries that were imported ahead are hidden until the program imports them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, os, sys, warnings
sys.path.insert(0, {folder!r})
sys.path.insert(0, {root!r})
from mlscaffold.verification.probe.preload import preload
before = list(warnings.filters)
units = preload(["slow.part", "other"])
{program}
"""


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """Two libraries; `other` uses `slow`, which sets a filter and a variable."""
    folder = tmp_path / "site-packages"
    (folder / "slow").mkdir(parents=True)
    (folder / "slow" / "__init__.py").write_text(
        "import os, warnings\nwarnings.filterwarnings('ignore', message='slow')\nos.environ['SLOW'] = '1'\n"
        "import sys\nfrom slow import inner\nsys.loads = COUNT = getattr(sys, 'loads', 0) + 1\n"
    )
    (folder / "slow" / "inner.py").write_text("def f(): return 1\n")
    (folder / "slow" / "part.py").write_text("from slow.inner import f\nimport xml.dom\n")
    (folder / "other.py").write_text("import slow\nvalue = slow.COUNT\n")
    return folder


def answer(libraries: Path, program: str) -> object:
    root = str(Path(__file__).resolve().parents[3])
    code = PROGRAM.format(folder=str(libraries), root=root, program=program)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param("print(json.dumps([n for n in ('slow', 'slow.inner', 'slow.part', 'other') if n in sys.modules]))", [], id="nothing is seen"),
        pytest.param("print(json.dumps([warnings.filters == before, 'SLOW' in os.environ]))", [True, False], id="no trace"),
        pytest.param("print(json.dumps('xml.dom' in sys.modules))", True, id="the standard library stays"),
        pytest.param("import slow; print(json.dumps([slow.COUNT, sys.loads, 'slow.inner' in sys.modules, 'other' in sys.modules]))", [1, 1, True, False], id="it is loaded once"),
        pytest.param("import slow; print(json.dumps([warnings.filters != before, os.environ['SLOW']]))", [True, "1"], id="its settings come with it"),
        pytest.param("import other; print(json.dumps([n in sys.modules for n in ('slow', 'slow.part')]))", [True, True], id="what it uses comes with it"),
        pytest.param("import slow.part as p; print(json.dumps([p.__spec__.origin is not None, p.__name__]))", [True, "slow.part"], id="it has its specification"),
        pytest.param("import importlib; print(json.dumps(importlib.import_module('slow.inner').f()))", 1, id="a part is imported by name"),
        pytest.param("import missing_library_x" , None, id="what was not imported is not found"),
    ],
)  # fmt: skip
def test_hidden_libraries(libraries: Path, program: str, expected: object) -> None:
    if expected is None:
        with pytest.raises(AssertionError, match="ModuleNotFoundError"):
            answer(libraries, program)
    else:
        assert answer(libraries, program) == expected
