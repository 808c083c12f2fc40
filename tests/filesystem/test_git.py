"""Git is run the same way everywhere, and one that is too old is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import Git, check_version, join_records, raw, split_records, text


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Git:
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder) + os.pathsep + os.environ["PATH"])
    return Git(folder)


@pytest.mark.parametrize(
    "version",
    [
        "git version 2.38.0",
        "git version 2.39.5 (Apple Git-154)",
        "git version 2.51.0.windows.1",
        "git version 3.0.1",
    ],
)
def test_versions_that_can_merge_trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    check_version(fake(tmp_path, monkeypatch, f"echo '{version}'"))


@pytest.mark.parametrize(
    "version", ["git version 2.37.9", "git version 2.9.1", "git version 1.8.3.1", "what"]
)
def test_versions_that_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    with pytest.raises(MlscaffoldError, match=r"is too old to merge\. Install Git 2\.38 or newer"):
        check_version(fake(tmp_path, monkeypatch, f"echo '{version}'"))


def test_its_error_message_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = fake(tmp_path, monkeypatch, "echo 'fatal: it broke.' >&2; exit 3")
    with pytest.raises(MlscaffoldError, match=r"git failed: fatal: it broke\."):
        git.run("status")
    assert git.run("status", ok=(0, 3)) == b""


def test_the_variables_of_the_caller_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
    git = fake(tmp_path, monkeypatch, 'echo "$GIT_DIR,$GIT_CONFIG_COUNT,$GIT_INDEX_FILE"')
    assert git.configured(GIT_INDEX_FILE="own").line("status") == ",0,own"


def test_names_that_are_not_utf_8_are_kept() -> None:
    assert raw(text(b"\xff\n")) == b"\xff\n"
    assert split_records(join_records(["a\tb", "\udcff"])) == ["a\tb", "\udcff"]
    assert split_records(b"") == []
