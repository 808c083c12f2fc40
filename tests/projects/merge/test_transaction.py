"""Wherever an update is interrupted, the project is as before, as after, or can be brought to either state."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import Git
from mlscaffold.projects.merge import transaction
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.merge.resume import abort, resume
from tests.projects.merge.projects import LINES, Project, project

FILES = {
    "a.txt": LINES,
    "b.txt": "b\n",
    "deep/d.txt": "d\n",
    ".gitignore": "local.toml\n",
    "local.toml": "l\n",
}
NEWER = {
    "a.txt": LINES.replace("line 1\n", "line 1 of the template\n"),
    "b.txt": "newer\n",
    "c/c.txt": "added\n",
    ".gitignore": "local.toml\n",
    "local.toml": "newer\n",
}

SCRIPT = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its jobs in the background ignore it
from pathlib import Path
from typing import Any
from mlscaffold.projects.merge.run_update import update
from tests.projects.merge.projects import planned
update(Path(sys.argv[1]), planned(json.loads(sys.argv[2])), False)
"""


def make(folder: Path, mine_changed: str) -> Project:
    mine = project(folder, FILES)
    mine.edit("a.txt", mine_changed, "mine\n")
    mine.commit()
    return mine


def interrupt(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Press Ctrl-C right after a call of Git."""
    original, left = Git.process, [number]

    def process(self: Git, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        result = original(self, *arguments, **options)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(Git, "process", process)


def called(project_: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Update, and return the commands of Git that it calls."""
    original, calls = Git.process, []

    def process(self: Git, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        calls.append(" ".join(arguments))
        return original(self, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Git, "process", process)
        project_.update(NEWER)
    return calls


def copy(mine: Project, place: Path) -> Project:
    shutil.copytree(mine.folder, place, symlinks=True)
    return Project(place, place)


def states(mine: Project) -> dict[str, object]:
    """Return the state of a project, whatever the name of its folder."""
    return {path.removeprefix(str(mine.folder)): content for path, content in mine.state().items()}


@pytest.mark.parametrize("changed", ["line 12\n", "line 1\n"], ids=["clean", "with a conflict"])
def test_an_interruption_at_each_call_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    start = make(tmp_path / "start", changed)
    complete = copy(start, tmp_path / "whole")
    calls = called(complete, monkeypatch)
    old, new = states(start), states(complete)
    first = calls.index("update-index --refresh")
    repaired = 0
    for number in (1, first // 2, *range(first, len(calls) + 1)):
        mine = copy(start, tmp_path / str(number))
        with monkeypatch.context() as patch:
            interrupt(patch, number)
            with pytest.raises(KeyboardInterrupt):
                mine.update(NEWER)
        journal = transaction.current(find(mine.folder))
        if journal is None or journal.phase == transaction.OPEN:
            assert states(mine) in (old, new)
            continue
        repaired += 1
        other = copy(mine, tmp_path / f"{number}-other")
        resume(mine.folder)
        assert states(mine) == new
        abort(other.folder)
        assert states(other) == old
    assert repaired >= 2


def _holds(mine: Project, path: str, content: str) -> bool:
    """Return whether a file has a content; Git may be replacing it at this moment."""
    try:
        return mine.read(path) == content
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_a_signal_while_files_are_written(tmp_path: Path, number: signal.Signals) -> None:
    files = {f"f{count}.txt": LINES for count in range(8)} | {".gitattributes": "*.txt filter=slow\n"}
    newer = {path: content.replace("line 1\n", "newer\n") for path, content in files.items()}
    settings = {"filter.slow.clean": "cat", "filter.slow.smudge": "sleep 0.1; cat"}
    mine = project(tmp_path / "p", files, settings=settings)
    old = mine.state()
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(mine.folder), json.dumps(newer)],
        cwd=Path(__file__).parents[3],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    limit = time.monotonic() + 300  # a disk may take long to answer
    while not _holds(mine, "f1.txt", newer["f1.txt"]):
        assert time.monotonic() < limit
        time.sleep(0.01)
    os.killpg(process.pid, number)
    process.wait(30)
    time.sleep(0.2)
    (mine.folder / ".git" / "index.lock").unlink(missing_ok=True)
    if transaction.current(find(mine.folder)):
        assert mine.state() != old
        abort(mine.folder)
    else:  # Ctrl-C has reached git before us, so that the update has failed and was undone
        assert number == signal.SIGINT
    assert mine.state() == old
    assert mine.update(newer).status == 0
    assert {path: mine.read(path) for path in files} == newer


def test_changes_after_the_interruption_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = make(tmp_path / "p", "line 12\n")
    with monkeypatch.context() as patch:
        patch.setattr("mlscaffold.projects.merge.transaction.apply", _raise)
        with pytest.raises(KeyboardInterrupt):
            mine.update(NEWER)
    mine.write("b.txt", "written since\n")
    abort_result = abort(mine.folder)
    assert mine.read("b.txt") == "b\n"
    assert mine.git(*abort_result.text.split(": git ")[1].split()) == "written since\n"


def test_notes_that_are_cut_off_are_dropped(tmp_path: Path) -> None:
    mine = make(tmp_path / "p", "line 12\n")
    (mine.folder / ".git" / "mlscaffold").mkdir()
    (mine.folder / ".git" / "mlscaffold" / "update.json").write_text('{"phase": "appl')
    assert mine.update(NEWER).status == 0


def test_an_interrupted_update_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = make(tmp_path / "p", "line 12\n")
    with monkeypatch.context() as patch:
        patch.setattr("mlscaffold.projects.merge.transaction.apply", _raise)
        with pytest.raises(KeyboardInterrupt):
            mine.update(NEWER)
    with pytest.raises(MlscaffoldError, match=r"an update was interrupted.*--abort"):
        mine.update(NEWER)


def _raise(*_: object) -> None:
    raise KeyboardInterrupt
