"""All steps together, on notebooks of hosts."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.hardening.hosts.adapt import STEPS, adapt
from mlscaffold.hardening.hosts.adapted import Beside
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.cells import Notebook
from tests.hardening.hosts import notebook


def _adapted(book: Notebook, folder: Path) -> tuple[list[str], list[str]]:
    found = adapt(book, Beside(ProjectFolder(folder, folder)))
    return [cell.source for cell in found.notebook.code], [change.kind for change in found.changes]


def test_a_notebook_of_colab(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("a\n1\n")
    cells = (
        "#@title Read\nfrom google.colab import drive\ndrive.mount('/content/drive')",
        "%cd /content/drive/MyDrive/shop\npeople = read('/content/drive/MyDrive/shop/people.csv')",
    )
    sources, kinds = _adapted(notebook(*cells), tmp_path)
    assert sources == ["#@title Read\n\n", "\npeople = read('people.csv')"]
    assert kinds == ["dropped", "dropped", "dropped", "rewritten"]


def test_a_file_that_runs_is_adapted_too(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("if __name__:\n    from google.colab import drive\ndrive = 1\n")
    sources, _ = _adapted(notebook("%run setup.py"), tmp_path)
    assert sources == ["if __name__:\n    from google.colab import drive\ndrive = 1"]


def test_an_ordinary_notebook_stays(tmp_path: Path) -> None:
    book = notebook(
        "import pandas as pd\ntable = pd.read_csv('a.csv')", "%matplotlib inline\n!ls\nprint(table)"
    )
    found = adapt(book, Beside(ProjectFolder(tmp_path, tmp_path)))
    assert (found.notebook, found.changes) == (book, ())


def test_each_step_leaves_its_own_result_as_it_is(tmp_path: Path) -> None:
    beside = Beside(ProjectFolder(tmp_path, tmp_path))
    cells = (
        "from google.colab import files\nfiles.download('a')",
        "%md\n# A",
        "%r\nx",
        "day = dbutils.widgets.get('d')",
    )
    once = adapt(notebook(*cells), beside).notebook
    for step in STEPS:
        assert step(once, beside).notebook.code == once.code
