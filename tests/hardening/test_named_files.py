from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.data_files import files_of
from mlscaffold.hardening.named_files import files_by_pattern
from mlscaffold.hardening.project_folder import ProjectFolder
from tests.stages.notebooks import analysed, traced

HEAD = "import glob, os\nfrom pathlib import Path\nimport pandas as pd\n"
SALES = {"sales_1.csv", "sales_2.csv"}
TABLE: dict[str, tuple[str, set[str]]] = {
    "an f-string": ("for y in (1, 2):\n    pd.read_csv(f'sales_{y}.csv')", SALES),
    "a percent sign": ("pd.read_csv('sales_%d.csv' % y)", SALES),
    "a format": ("pd.read_csv('sales_{}.csv'.format(y))", SALES),
    "a sum": ("def read(name):\n    return pd.read_csv('sales_' + name + '.csv')", SALES),
    "a pattern": ("glob.glob('sales_*.csv')", SALES),
    "a pattern of a path": ("Path('.').glob('sales_?.csv')", SALES),
    "a suffix": ("def read(name):\n    return pd.read_csv(name + '.csv')", SALES),
    "a path that is named later": ("path = f'sales_{y}.csv'\nload(path)", SALES),
    "a folder": ("pd.read_csv(f'parts/{n}.csv')", {"parts/p.csv"}),
    "an unknown folder": ("pd.read_csv(f'{folder}/p.csv')", {"parts/p.csv"}),
    "the listed folder": ("os.listdir('.')", {*SALES, "notes.txt"}),
    "the listed folder without a name": ("os.listdir()", {*SALES, "notes.txt"}),
    "the listed folder of a path": ("list(Path('.').iterdir())", {*SALES, "notes.txt"}),
    "a file that is written": ("df.to_csv(f'sales_{y}.csv')\nopen(f'{n}.txt', 'w')", set()),
    "a name of columns": ("x = f'{a}_{b}'", set()),
    "a message": ("print(f'{n}.csv')", set()),
    "a known name": ("pd.read_csv('sales_1.csv')", set()),
    "an address": ("pd.read_csv(f'https://x.org/{n}.csv')", set()),
    "nothing": ("x = 1", set()),
}


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / ".cache").mkdir()
    for name in (
        "sales_1.csv",
        "sales_2.csv",
        "notes.txt",
        "parts/p.csv",
        ".cache/sales_3.csv",
        "sales.ipynb",
        ".env",
    ):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(("source", "expected"), TABLE.values(), ids=TABLE)
def test_files_that_patterns_name(beside: Path, source: str, expected: set[str]) -> None:
    assert files_by_pattern(traced(HEAD + "df = pd.DataFrame()", source).statements, beside) == expected


def test_they_are_copied_to_the_workspace(beside: Path) -> None:
    analysis = analysed(HEAD + "parts = [pd.read_csv(f'sales_{y}.csv') for y in (1, 2)]")
    files = files_of(
        analysis.settings.fields, analysis.flow.statements, frozenset(), ProjectFolder(beside, beside)
    )
    assert {file.path for file in files.copied} == {"workspace/sales_1.csv", "workspace/sales_2.csv"}
