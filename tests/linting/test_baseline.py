from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Finding
from mlscaffold.linting.baseline import new, read, written
from mlscaffold.linting.source_lines import source_lines
from tests.linting.project import notebook, write


def finding(line: int, code: str = "MLS101", path: str = "a.py") -> Finding:
    return Finding(path, code, "m", 0, line, 1, line, 1, "error")


def unknown(tmp_path: Path, before: str, after: str, *lines: int, code: str = "MLS101") -> list[int]:
    """Return the lines of findings in `after` that are not in a baseline of line 1 of `before`."""
    root = str(tmp_path)
    path = str(write(tmp_path / "a.py", before))
    baseline = write(tmp_path / "known.json", written([finding(1, path=path)], root, source_lines()))
    write(tmp_path / "a.py", after)
    found = [finding(line, code, path) for line in lines]
    return [one.line for one in new(found, read(str(baseline)), root, source_lines())]


def test_knows_moved_findings(tmp_path: Path) -> None:
    assert unknown(tmp_path, "x = 1", "import a\n\nx  =  1  ", 3) == []


def test_does_not_know_a_line_that_changed(tmp_path: Path) -> None:
    assert unknown(tmp_path, "x = 1", "x = 2", 1) == [1]


def test_does_not_know_another_code(tmp_path: Path) -> None:
    assert unknown(tmp_path, "x = 1", "x = 1", 1, code="MLS102") == [1]


def test_knows_the_number_of_equal_findings(tmp_path: Path) -> None:
    assert unknown(tmp_path, "x = 1", "x = 1\nx = 1", 1, 2) == [2]


def test_knows_lines_of_cells(tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.ipynb", notebook("a", "b\nc")))
    one = finding(2, path=path)._replace(cell=2)
    text = written([one], str(tmp_path), source_lines())
    assert '"file": "a.ipynb"' in text
    assert '"line": "c"' in text
    write(tmp_path / "a.ipynb", notebook("new", "a", "b\nc"))
    known = read(str(write(tmp_path / "known.json", text)))
    assert new([one._replace(cell=3)], known, str(tmp_path), source_lines()) == ()


def test_knows_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.ipynb", "{"))
    file_finding = finding(1, "MLS001", path)
    known = read(str(write(tmp_path / "known.json", written([file_finding], str(tmp_path), source_lines()))))
    assert new([file_finding], known, str(tmp_path), source_lines()) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param("{", "not a baseline", id="no JSON"),
        pytest.param("[]", "not a baseline", id="another shape"),
        pytest.param('{"version": 2, "known": []}', "not a baseline", id="later version"),
        pytest.param('{"version": 1, "known": [{}]}', "not a baseline", id="row without keys"),
    ],
)
def test_refuses(tmp_path: Path, text: str | None, what: str) -> None:
    if text is not None:
        write(tmp_path / "known.json", text)
    with pytest.raises(MlscaffoldError, match=what):
        read(str(tmp_path / "known.json"))
