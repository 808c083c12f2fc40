"""Editors check and fix content before it is saved, through standard input."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.check import Options, Result, check
from tests.linting.project import notebook, write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def piped(monkeypatch: pytest.MonkeyPatch, content: str, **options: object) -> Result:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content.encode())))
    return check(["-"], Options(**({"output_format": "concise", "level": "production"} | options)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("", "stdin.py:1:8: F401", id="no name"),
        pytest.param("src/a.py", "src/a.py:1:8: F401", id="a module that does not exist"),
        pytest.param("a", "a.py:1:8: F401", id="a name without a suffix"),
    ],
)
def test_a_module_is_checked(monkeypatch: pytest.MonkeyPatch, name: str, line: str) -> None:
    result = piped(monkeypatch, "import os\n", stdin_filename=name)
    assert result.text.startswith(line)
    assert result.status == 1


@pytest.mark.parametrize("name", ["", "n/a.ipynb"])
def test_a_notebook_is_checked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content = notebook("x = 1", "import os\nx\ny", counts=(2, 1))
    lines = piped(monkeypatch, content, stdin_filename=name).text.split("\n")
    path = name or "stdin.ipynb"
    assert [one.split()[0] + one.split()[1] for one in lines[:-1]] == [
        f"{path}:2:1:1:MLS101", f"{path}:2:1:8:F401", f"{path}:2:3:1:MLS103",
    ]  # fmt: skip


def test_what_is_piped_is_shown_not_what_is_saved(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    write(folder / "a.py", "saved = 1\n")
    result = piped(monkeypatch, "import sys\n", stdin_filename="a.py", output_format="full")
    assert "1 | import sys\n" in result.text


def test_the_settings_of_the_file_apply(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    text = '[tool.mlscaffold.check.per-file-ignores]\n"lib/**" = ["F401"]\n'
    write(folder / "pyproject.toml", text)
    assert piped(monkeypatch, "import os\n", stdin_filename="lib/a.py").status == 0
    assert piped(monkeypatch, "import os\n", stdin_filename="a.py").status == 1


def test_the_fixed_content_is_printed_exactly(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    result = piped(
        monkeypatch, "import os\r\nx = 1\r\ny\r\n", stdin_filename="a.py", fix=True, show_fixes=True
    )
    assert result.content == b"x = 1\r\ny\r\n"
    assert "MLS103" in result.note
    assert result.note.endswith("a.py:\n  1 x F401 unused-import\n1 finding fixed")
    assert not list(folder.iterdir())


SMF = "import statsmodels.api as sm\nimport statsmodels.formula.api as smf\n\nsmf.Logit([1, 0], [1, 2])\nsm.add_constant([1])\n"


def test_imports_that_a_fix_leaves_unused_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    result = piped(monkeypatch, SMF, stdin_filename="a.py", fix=True)
    assert (
        result.content == b"import statsmodels.api as sm\n\nsm.Logit([1, 0], [1, 2])\nsm.add_constant([1])\n"
    )
    assert "2 findings fixed" in result.note


def test_imports_that_a_fix_leaves_unused_stay_where_their_rule_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = piped(monkeypatch, SMF, stdin_filename="a.py", fix=True, ignore=("F401",))
    assert result.content is not None
    assert b"as smf" in result.content
    assert b"sm.Logit" in result.content


def test_the_diff_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    result = piped(monkeypatch, "import os\n", stdin_filename="a.py", diff=True)
    assert "-import os" in result.text
    assert result.status == 1


@pytest.mark.parametrize("fix", [False, True])
def test_an_excluded_file_stays_as_it_is(monkeypatch: pytest.MonkeyPatch, fix: bool) -> None:
    options = {"stdin_filename": "old/a.py", "exclude": ("old",), "force_exclude": True, "fix": fix}
    assert piped(monkeypatch, "import os\n", **options) == Result("", content=b"import os\n" if fix else None)


@pytest.mark.parametrize("content", ["{", "\x00", "def f(:\n"])
@pytest.mark.parametrize("name", ["a.ipynb", "a.py", ""])
def test_what_cannot_be_read_is_a_finding(monkeypatch: pytest.MonkeyPatch, content: str, name: str) -> None:
    assert piped(monkeypatch, content, stdin_filename=name).text.split()[1] in {"MLS001", "MLS003"}


def test_standard_input_is_checked_alone() -> None:
    with pytest.raises(MlscaffoldError, match="alone"):
        check(["-", "a.py"], Options())
