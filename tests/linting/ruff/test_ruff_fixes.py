from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.ruff import ruff_fixes
from mlscaffold.linting.ruff.ruff_fixes import RuffFixes, fix_with_ruff, found_in_files
from mlscaffold.linting.ruff.run_ruff import launch, wait
from tests.linting.project import notebook

NAMES = ("NPY201", "F401", "F841", "W605")


def fixed(content: bytes, path: str, folder: str, leave: str = "") -> RuffFixes:
    """Fix what ruff finds in a file, but findings whose message has a text."""
    file = f"{folder}/{path}"
    with open(file, "wb") as opened:
        opened.write(content)
    found = [one for one in wait(launch([file], NAMES)).findings if not leave or leave not in one.message]
    return fix_with_ruff(content, file, found)


@pytest.mark.parametrize(
    ("before", "after", "fixes"),
    [
        pytest.param("import numpy as np\nx = np.NaN\n", "import numpy as np\nx = np.nan\n", 1, id="a name"),
        pytest.param(
            "import numpy as np\nx = [np.NaN, np.Inf]  # é np.NaN\n",
            "import numpy as np\nx = [np.nan, np.inf]  # é np.NaN\n",
            2,
            id="two names on a line",
        ),
        pytest.param(
            "import os\nimport sys\nprint(sys)\n", "import sys\nprint(sys)\n", 1, id="a removed line"
        ),
        pytest.param("x = 'é\\d'\n", "x = r'é\\d'\n", 1, id="after a letter of two bytes"),
        pytest.param(
            "import numpy as np\nx = np.nan\n", "import numpy as np\nx = np.nan\n", 0, id="nothing to fix"
        ),
        pytest.param("import os  # noqa\n", "import os  # noqa\n", 0, id="suppressed"),
        pytest.param("x = = 1\nimport os\n", "x = = 1\nimport os\n", 0, id="a file that cannot be parsed"),
    ],
)
def test_fixes_a_python_file(before: str, after: str, fixes: int, tmp_path: Path) -> None:
    result = fixed(before.encode(), "a.py", str(tmp_path))
    assert (result.content.decode(), result.fixed.total()) == (after, fixes)


def test_fixes_cells_and_nothing_else(tmp_path: Path) -> None:
    before = json.loads(notebook("import numpy as np", "%matplotlib inline\nx = np.NaN", "y = np.Inf"))
    before["cells"].insert(1, {"cell_type": "markdown", "metadata": {}, "source": ["# np.NaN"]})
    content = json.dumps(before, indent=1).encode()
    result = fixed(content, "a.ipynb", str(tmp_path))
    expected = content.replace(b"x = np.NaN", b"x = np.nan").replace(b"y = np.Inf", b"y = np.inf")
    assert (result.content, result.fixed.total()) == (expected, 2)


def test_no_rule_leaves_the_file() -> None:
    assert fix_with_ruff(b"import os\n", "a.py", ()).content == b"import os\n"


KEPT = {
    "beside an unused import": ("import os\nimport hvplot.pandas\n", "import hvplot.pandas\n"),
    "in one statement": ("import os, hvplot.pandas\n", "import hvplot.pandas\n"),
    "for a query": (
        "import os\nimport numpy as np\nx = df.query('a > @np.e')\n",
        "import numpy as np\nx = df.query('a > @np.e')\n",
    ),
    "names of one module": (
        "from sklearn.experimental import enable_iterative_imputer, os\n",
        "from sklearn.experimental import enable_iterative_imputer, os\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), KEPT.values(), ids=KEPT)
def test_needed_imports_stay(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(before.encode(), "a.py", str(tmp_path)).content.decode() == after


def test_needed_imports_of_a_notebook_stay(tmp_path: Path) -> None:
    content = notebook("import os\nimport numpy as np", "!echo {np.pi}").encode()
    cells = json.loads(fixed(content, "a.ipynb", str(tmp_path)).content)["cells"]
    assert ["".join(cell["source"]) for cell in cells] == ["import numpy as np", "!echo {np.pi}"]


def test_other_findings_stay(tmp_path: Path) -> None:
    before = b"import os\nimport sys\nimport re\n"
    assert fixed(before, "a.py", str(tmp_path), leave="`os`").content == b"import os\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, tuple[Finding, ...]]:
    """Two files with findings that are to be fixed, by path."""
    for name in "ab":
        (tmp_path / f"{name}.py").write_text("import os\nx = 1\n")
    findings = wait(launch([str(tmp_path / "a.py"), str(tmp_path / "b.py")], NAMES)).findings
    return {one.path: (one,) for one in findings}


def test_one_process_looks_at_all_files(files: dict[str, tuple[Finding, ...]]) -> None:
    codes = {path: [one["code"] for one in known.raw] for path, known in found_in_files(files).items()}
    assert codes == {path: ["F401"] for path in files}


def test_what_is_known_of_a_file_is_not_looked_for_again(
    files: dict[str, tuple[Finding, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    known, path = found_in_files(files), min(files)
    monkeypatch.setattr(ruff_fixes, "_run", lambda *_: [])
    assert fix_with_ruff(b"import os\nx = 1\n", path, files[path], known[path]).content == b"x = 1\n"


def test_what_is_known_of_another_content_does_not_count(files: dict[str, tuple[Finding, ...]]) -> None:
    known, path = found_in_files(files), min(files)
    content = b"import os\n\ny = 2\n"
    assert fix_with_ruff(content, path, files[path], known[path]).content == b"\ny = 2\n"
