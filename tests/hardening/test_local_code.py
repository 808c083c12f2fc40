"""The project's own modules are found beside the notebook, above it and in folders of the search path."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.local_code import LocalCode, local_code
from mlscaffold.hardening.project_folder import project_folder
from mlscaffold.notebook.magics import to_python_cells
from tests.reporting.small import notebook_of

FILES = {
    "pyproject.toml": "",
    "notebooks/beside.py": "import churn.text\n",
    "churn/__init__.py": "",
    "churn/text.py": "import deep\nimport numpy\n",
    "deep.py": "",
    "src/inner/__init__.py": "",
    "plain/part.py": "",
    "tests/__init__.py": "",
    "json.py": "",
}
ADDED = {
    "a literal": "import sys\nsys.path.append('..')",
    "inserted": "import sys\nsys.path.insert(0, '../')",
    "an absolute path": "import os, sys\nsys.path.append(os.path.abspath('..'))",
    "joined": "import os, sys\nsys.path.append(os.path.join(os.getcwd(), '..'))",
    "joined with a constant": "import os, sys\nsys.path.append(os.path.abspath(os.path.join(os.pardir)))",
    "the parent": "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path.cwd().parent))",
    "a number of parents": "import sys\nfrom pathlib import Path\nsys.path.append(str(Path('.').resolve().parents[0]))",
    "the folder's name": "import os, sys\nsys.path.append(os.path.dirname(os.getcwd()))",
    "a variable": "import os, sys\nup = os.path.abspath(os.path.join('..'))\nif up not in sys.path:\n    sys.path.append(up)",
    "a list": "import sys\nsys.path += ['..']",
    "extended": "import sys\nsys.path.extend(['../src', '..'])",
    "with another name": "from sys import path\npath.append('..')",
}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def found(work: Path, *cells: str) -> LocalCode:
    return local_code(to_python_cells(notebook_of(cells)), project_folder(work / "notebooks" / "n.ipynb"))


@pytest.mark.parametrize("source", ADDED.values(), ids=ADDED)
def test_folders_that_the_notebook_adds(work: Path, source: str) -> None:
    code = found(work, source, "import churn, plain.part")
    assert (code.names, code.search) == ({"churn", "deep", "plain"}, ())


def test_what_a_module_imports_is_needed_too(work: Path) -> None:
    code = found(work, "import beside, inner", "import pandas")
    assert code.names == {"beside", "churn", "deep", "inner"}
    assert set(code.search) == {work, work / "src"}
    assert (code.needed({"beside"}), code.needed({"inner"})) == ({"beside", "churn", "deep"}, {"inner"})
    assert code.imports({"churn"}) == {"deep", "numpy"}
    assert [file.name for file in code.files("churn")] == ["__init__.py", "text.py"]


@pytest.mark.parametrize("name", ["numpy", "json", "tests", "plain", "nothing"])
def test_other_modules(work: Path, name: str) -> None:
    assert found(work, f"import {name}").names == frozenset()


def test_a_module_outside_the_project_folder_is_not_copied(
    work: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "mine.py").write_text("")
    code = found(work, f"import sys\nsys.path.append('{other}')\nimport mine")
    assert (code.names, code.outside) == (frozenset(), {"mine": other})
