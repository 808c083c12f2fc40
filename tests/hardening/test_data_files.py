from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.data_files import files_of, mentioned
from mlscaffold.results.hardening import Files, Missing
from tests.stages.notebooks import READ, analysed, traced

MENTIONED: dict[str, tuple[str, set[str]]] = {
    "a literal": ("f('a.csv')", {"a.csv"}),
    "a sum": ("f('a' + '/b.csv')", {"a", "/b.csv", "a/b.csv"}),
    "joined": ("import os\nf(os.path.join('a', 'b.csv'))", {"a", "b.csv", "a/b.csv"}),
    "a path": ("f(Path('a') / 'b.csv')", {"a", "b.csv", "a/b.csv"}),
    "a variable": ("a = 'data'\nf(a + '.csv')", {"data", ".csv", "data.csv"}),
    "a variable bound again": ("a = 'x'\na = g()\nf(a + '.csv')", {"x", ".csv"}),
    "an f-string": ("a = 'x'\nf(f'{a}.csv')", {"x", ".csv", "x.csv"}),
    "an f-string of something unknown": ("f(f'{g()}.csv')", {".csv"}),
    "numbers": ("a = 1", set()),
}


def found(beside: Path, *cells: str) -> Files:
    analysis = analysed(*cells)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    return files_of(analysis.settings.fields, analysis.flow.statements, lifted, beside)


@pytest.mark.parametrize(("cell", "expected"), MENTIONED.values(), ids=MENTIONED)
def test_mentioned(cell: str, expected: set[str]) -> None:
    assert mentioned(traced(cell).statements) == expected


def test_a_file_is_taken_along(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"age\n1\n")
    files = found(tmp_path, READ)
    assert [(f.path, f.content) for f in files.taken] == [("data/people.csv", b"age\n1\n")]
    assert [f.default for f in files.fields] == ['PROJECT / "data" / "people.csv"']
    assert (files.missing, files.folder) == ((), "")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    files = found(tmp_path, READ)
    assert files.taken == ()
    assert files.missing == (Missing("people.csv", "data/people.csv", "it is not beside the notebook"),)


def test_an_absolute_path_is_looked_for_beside_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"age\n")
    files = found(tmp_path, "import pandas as pd\ndf = pd.read_csv('/home/ann/people.csv')")
    assert [f.path for f in files.taken] == ["data/people.csv"]


def test_a_written_file_goes_to_the_outputs(tmp_path: Path) -> None:
    files = found(tmp_path, "import pandas as pd\npd.DataFrame().to_csv('a.csv')")
    assert [f.default for f in files.fields] == ['PROJECT / "outputs" / "a.csv"']
    assert (files.taken, files.missing) == ((), ())


def test_two_files_of_one_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(folder)
    files = found(tmp_path, "import pandas as pd\na = pd.read_csv('a/x.csv')\nb = pd.read_csv('b/x.csv')")
    assert [f.content for f in files.taken] == [b"a", b"b"]
    assert len({f.path for f in files.taken}) == 2


def test_a_file_that_only_the_text_mentions_lies_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"one")
    files = found(tmp_path, "def f(x):\n    return open(x).read()\na = f('words.txt')")
    assert files.folder == "workspace"
    assert ("workspace/words.txt", b"one") in [(f.path, f.content) for f in files.taken]


def test_no_files(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_bytes(b"age\n")
    assert found(tmp_path, "a = 1") == Files((), (), (), "")
