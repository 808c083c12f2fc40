"""Comments suppress findings and change nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.check import Options, check
from mlscaffold.linting.suppress import suppress
from tests.linting.project import notebook, write

PRODUCTION = Options(level="production")


def found(line: int, end_line: int = 0, code: str = "MLS101", cell: int = 0) -> Finding:
    return Finding("a.py", code, "", cell, line, 1, end_line or line, 2, "error")


@pytest.mark.parametrize(
    ("source", "findings", "after"),
    [
        pytest.param("x = 1\n", [found(1)], "x = 1  # noqa: MLS101\n", id="a line"),
        pytest.param(
            "x = 1", [found(1), found(1, code="F401")], "x = 1  # noqa: F401, MLS101", id="two rules"
        ),
        pytest.param(
            "x = 1  # noqa: F401 - why", [found(1)], "x = 1  # noqa: F401, MLS101 - why", id="one more rule"
        ),
        pytest.param("x = 1  # NOQA", [found(1)], "x = 1  # NOQA", id="everything is suppressed"),
        pytest.param("x = 1  # why", [found(1)], "x = 1  # why  # noqa: MLS101", id="a comment"),
        pytest.param(
            "x = f(\n    1,\n)", [found(1, 3)], "x = f(  # noqa: MLS101\n    1,\n)", id="several lines"
        ),
        pytest.param('x = """\n"""', [found(1, 2)], 'x = """\n"""  # noqa: MLS101', id="a text over lines"),
        pytest.param(
            "x = 1 + \\\n  2", [found(1, 2)], "x = 1 + \\\n  2  # noqa: MLS101", id="a line that goes on"
        ),
        pytest.param(
            "x = 1\r\ny = 2\r\n", [found(2)], "x = 1\r\ny = 2  # noqa: MLS101\r\n", id="other line ends"
        ),
    ],
)
def test_a_comment_is_added(source: str, findings: list[Finding], after: str) -> None:
    done = suppress(source.encode(), "a.py", findings)
    assert done.content.decode() == after
    assert not done.left


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param("%matplotlib inline", 1, id="a magic"),
        pytest.param("files = !ls", 1, id="a command"),
        pytest.param('x = """\na\nb"""', 2, id="inside a text"),
        pytest.param("x = (", 1, id="no Python"),
    ],
)
def test_a_place_that_cannot_hold_a_comment_is_left(source: str, line: int) -> None:
    content = notebook(source).encode()
    done = suppress(content, "a.ipynb", [found(line, cell=1)])
    assert done.content == content
    assert len(done.left) == 1


def test_only_new_findings_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(
        tmp_path / "a.ipynb", notebook("import os\n", "import pandas as pd\nd = pd.read_csv('no.csv')", "y")
    )
    assert check(["."], PRODUCTION).status == 1
    done = check(["."], replace(PRODUCTION, add_noqa=True))
    assert done.note.endswith("suppressed by comments")
    assert check(["."], PRODUCTION).status == 0
    first = json.loads(path.read_text())["cells"][0]
    assert "".join(first["source"]) == "import os  # noqa: F401\n"
    assert check(["."], replace(PRODUCTION, add_noqa=True)).note == "0 findings suppressed by comments"


def test_what_is_about_the_whole_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.ipynb", "{")
    done = check(["."], replace(PRODUCTION, add_noqa=True))
    assert "a.ipynb:0:1:1: MLS001" in done.text
    assert "1 finding not" in done.note
