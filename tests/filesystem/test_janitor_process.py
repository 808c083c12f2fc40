"""The janitor removes what is still noted when its input ends."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import psutil
import pytest

from mlscaffold.filesystem import janitor_process


def test_what_is_noted_is_removed_and_what_is_released_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("folder", "kept"):
        (tmp_path / name).mkdir()
    (tmp_path / "file\nname").write_text("x")
    noted = {name: os.fsencode(tmp_path / name).hex() for name in ("folder", "kept", "file\nname", "missing")}
    lines = [f"+path {text}\n" for text in noted.values()] + [f"-path {noted['kept']}\n"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(lines)))
    janitor_process.main()
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_process_without_a_mark_has_none() -> None:
    assert janitor_process.mark_of(psutil.Process()) == os.environ.get(janitor_process.MARK, "")


def test_a_folder_deeper_than_calls_may_nest_is_removed(tmp_path: Path) -> None:
    before = os.getcwd()
    try:
        os.chdir(tmp_path)
        for _ in range(sys.getrecursionlimit() + 100):
            os.mkdir("a" * 20)
            os.chdir("a" * 20)
            Path("file").touch()
    finally:
        os.chdir(before)
    (tmp_path / "beside").touch()
    (tmp_path / "link").symlink_to(tmp_path.parent)
    janitor_process.remove(str(tmp_path))
    assert not tmp_path.exists()
    assert tmp_path.parent.exists()


def test_a_closed_folder_is_removed(tmp_path: Path) -> None:
    (tmp_path / "closed" / "inside" / "more").mkdir(parents=True)
    (tmp_path / "closed" / "inside" / "file").touch()
    (tmp_path / "closed" / "inside").chmod(0)
    (tmp_path / "closed").chmod(0)
    janitor_process.remove(str(tmp_path))
    assert not tmp_path.exists()
