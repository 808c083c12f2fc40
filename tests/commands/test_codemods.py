"""Codemods are listed, and run on files and folders."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold import cli
from mlscaffold.commands import codemods
from mlscaffold.rewriting.codemod import installed
from tests.rewriting.toys import CODEMODS, notebook, sources


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mlscaffold", "codemods", *words])
    return cli.run()


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codemods, "installed", lambda: CODEMODS)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "a.ipynb").write_bytes(notebook(["old()", "risky()"]))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.py").write_bytes(b"old()\r\n")
    (tmp_path / "src" / "b.py").chmod(0o750)
    (tmp_path / "src" / "c.py").write_bytes(b"new()\n")
    (tmp_path / "d.txt").write_bytes(b"old()\n")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "e.py").write_bytes(b"old()\n")
    return tmp_path


def test_all_installed_codemods_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == [codemod.name for codemod in installed()]
    assert all(set(one) == {"name", "safe", "alone", "why"} for one in listed)
    assert run(monkeypatch) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        one["name"] for one in listed
    ]


@pytest.mark.usefixtures("toys")
def test_the_list_shows_the_safety_of_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith(("old", "risky"))] == ["safe", "unsafe"]


@pytest.mark.usefixtures("toys")
def test_files_of_a_tree_are_rewritten(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    assert run(monkeypatch, "run", "old-fix", "gone-fix", str(tree)) == 0
    assert sources((tree / "a.ipynb").read_bytes()) == ["new()", "risky()"]
    assert (tree / "src" / "b.py").read_bytes() == b"new()\r\n"
    assert (tree / "src" / "b.py").stat().st_mode & 0o777 == 0o750
    assert (tree / "d.txt").read_bytes() == (tree / ".venv" / "e.py").read_bytes() == b"old()\n"
    out = capsys.readouterr().out
    assert f"{tree}/a.ipynb:cell 1:1: old-fix: " in out
    assert f"{tree}/src/b.py:1: old-fix: " in out
    assert run(monkeypatch, "run", "old-fix", str(tree)) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("toys")
def test_ignored_files_stay(monkeypatch: pytest.MonkeyPatch, tree: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    (tree / ".gitignore").write_text("/of_libraries/\n")
    for folder in ("of_libraries", "of_ours"):
        (tree / folder).mkdir()
        (tree / folder / "f.py").write_bytes(b"old()\n")
    assert run(monkeypatch, "run", "old-fix", str(tree)) == 0
    assert (tree / "of_libraries" / "f.py").read_bytes() == b"old()\n"
    assert (tree / "of_ours" / "f.py").read_bytes() == b"new()\n"


@pytest.mark.usefixtures("toys")
def test_a_diff_is_shown_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    before = (tree / "a.ipynb").read_bytes()
    assert run(monkeypatch, "run", "old-fix", str(tree), "--diff") == 1
    assert "-old()\n+new()\n" in capsys.readouterr().out
    assert (tree / "a.ipynb").read_bytes() == before
    assert run(monkeypatch, "run", "gone-fix", str(tree), "--diff") == 0


@pytest.mark.usefixtures("toys")
def test_unsafe_codemods_need_their_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    assert run(monkeypatch, "run", "risky-fix", str(tree)) == 2
    assert "--unsafe" in capsys.readouterr().err
    assert run(monkeypatch, "run", "risky-fix", str(tree), "--unsafe") == 0
    assert sources((tree / "a.ipynb").read_bytes()) == ["old()", "safer()"]


@pytest.mark.parametrize("words", [["nothing"], ["old-fix", "no/such/path"], ["a.py", "old-fix"]])
@pytest.mark.usefixtures("toys")
def test_unknown_words_are_refused(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    assert run(monkeypatch, "run", *words) == 2


def test_codemods_of_projects_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    assert run(monkeypatch, "run", "print-to-logging", str(tree)) == 2
    assert "harden" in capsys.readouterr().err


@pytest.mark.usefixtures("toys")
def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    (tree / "0.ipynb").write_bytes(b"{")
    assert run(monkeypatch, "run", "old-fix", str(tree)) == 2
    assert "not valid JSON" in capsys.readouterr().err
    assert sources((tree / "a.ipynb").read_bytes())[0] == "new()"
