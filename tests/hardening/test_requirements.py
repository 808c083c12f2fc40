from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mlscaffold.hardening.local_code import local_code
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.hardening.requirements import PROJECT_MODULES, Requirements, requirements_of
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.projects.template import templates
from tests.reporting.small import notebook_of
from tests.stages.notebooks import analysed


def needed(beside: Path, *cells: str) -> Requirements:
    python = to_python_cells(notebook_of(cells))
    code = local_code(python, ProjectFolder(beside, beside))
    return requirements_of(analysed(*cells), python, sys.executable, code)


def names(found: Requirements) -> list[str]:
    return [str(r).split("=")[0].split(">")[0].split("~")[0] for r in found.distributions]


def test_imported_and_used_distributions(tmp_path: Path) -> None:
    assert names(needed(tmp_path, "import libcst\nimport jinja2", "a = libcst.Module")) == ["libcst"]


def test_tensors_need_numpy_to_become_arrays(tmp_path: Path) -> None:
    assert names(needed(tmp_path, "import torch", "x = torch.ones(2)")) == ["numpy", "torch"]


def test_modules_of_python_need_nothing(tmp_path: Path) -> None:
    found = needed(tmp_path, "import re\na = re.compile('a')")
    assert (found.distributions, set(found.modules), set(found.local)) == ((), {"re"}, set())


def test_modules_next_to_the_notebook_are_copied(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_bytes(b"a = 1\n")
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").write_bytes(b"")
    (tmp_path / "unused.py").write_bytes(b"")
    found = needed(tmp_path, "import tools, kit", "a = tools.a + kit.b")
    assert (found.distributions, set(found.local)) == ((), {"tools", "kit"})


def test_the_projects_own_helpers_are_no_module(tmp_path: Path) -> None:
    assert needed(tmp_path, "print(1)").modules == set()


def test_all_modules_of_the_template_are_known_by_name() -> None:
    paths = [
        path
        for layer in ("base", "recording", "predicting")
        for path in templates().glob(f"{layer}/*/src/*/*.py")
    ]
    stems = {path.stem for path in paths if not path.stem.startswith("_")}
    assert "predict" in stems
    assert stems <= PROJECT_MODULES


STYLED = {
    "alone": "df.style",
    "of a part": "df.head().style.format('{:.1f}')",
    "of something unknown": "make(df).style.background_gradient()",
    "inside a function": "def show(df: pd.DataFrame):\n    return df.style.bar()",
}
PLAIN = {
    "no style": "df.head()",
    "the style of something else": "axis.style",
    "a variable": "style = 3\nstyle",
    "a method of that name": "make().style()",
}


@pytest.mark.parametrize("cell", STYLED.values(), ids=STYLED.keys())
def test_styled_tables_need_jinja2(tmp_path: Path, cell: str) -> None:
    read = "import pandas as pd\ndf = pd.read_csv('a.csv')"
    assert "jinja2" in [name.lower() for name in names(needed(tmp_path, read, cell))]


@pytest.mark.parametrize("cell", PLAIN.values(), ids=PLAIN.keys())
def test_other_tables_need_none(tmp_path: Path, cell: str) -> None:
    read = "import pandas as pd\ndf = pd.read_csv('a.csv')"
    assert "jinja2" not in [name.lower() for name in names(needed(tmp_path, read, cell))]
