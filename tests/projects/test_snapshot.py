"""The last rendering is kept as one small file: reproducible, and refused if damaged."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects import snapshot
from mlscaffold.projects.snapshot import (
    NOTES,
    PENDING,
    SNAPSHOT,
    blob_names,
    mergeable,
    pack,
    packed,
    record,
    recorded_plan,
    unpack,
    with_snapshot,
)

LONG = "x" * 90
PLAN = ProjectPlan(
    (
        PlannedFile("a.txt", b"a\n"),
        PlannedFile("empty", b""),
        PlannedFile("run", b"#!\n", executable=True),
        PlannedFile(f"{LONG}/{LONG}/données 数据.csv", b"a,b\r\n"),
    )
)


def test_packed_files_are_restored() -> None:
    assert unpack(pack(PLAN)) == record(PLAN)
    files = {file.path: (file.content, file.executable) for file in unpack(pack(PLAN)).files}
    assert files["run"] == (b"#!\n", True)
    assert files["empty"] == (b"", False)
    assert files[f"{LONG}/{LONG}/données 数据.csv"] == (b"a,b\r\n", False)


def test_the_same_plan_gives_the_same_bytes() -> None:
    shuffled = list(PLAN.files)
    random.Random(1).shuffle(shuffled)
    assert pack(ProjectPlan(tuple(shuffled))) == pack(PLAN)
    assert packed(unpack(pack(PLAN))) == pack(PLAN)


def test_the_bytes_are_the_same_on_every_machine() -> None:
    plan = ProjectPlan((PlannedFile("a.txt", b"a\n"),))
    assert blob_names(pack(plan))[0] == "b7dd3e424170493b34399924c8e6e5727b9b2dd6"


@pytest.mark.parametrize(
    "newer",
    [
        PlannedFile("a.txt", b"b\n"),
        PlannedFile("a.txt", b"a\n", executable=True),
        PlannedFile("b.txt", b"a\n"),
    ],
    ids=["content", "mode", "path"],
)
def test_another_plan_gives_other_bytes(newer: PlannedFile) -> None:
    assert pack(PLAN.with_files([newer])) != pack(PLAN)


def test_standard_tools_can_open_it(tmp_path: Path) -> None:
    (tmp_path / "base.tar.bz2").write_bytes(pack(PLAN))
    subprocess.run(["tar", "xjf", "base.tar.bz2"], cwd=tmp_path, check=True)
    assert (tmp_path / "a.txt").read_bytes() == b"a\n"


def test_a_plan_with_its_snapshot() -> None:
    complete = with_snapshot(PLAN)
    added = {file.path for file in complete.files} - {file.path for file in PLAN.files}
    assert added == {SNAPSHOT}
    assert with_snapshot(complete) == complete
    assert pack(complete) == pack(PLAN)


def test_locks_stay_in_the_plan_and_out_of_the_snapshot() -> None:
    locked = PLAN.with_files([PlannedFile("uv.lock", b"lock"), PlannedFile(PENDING, b"")])
    assert pack(locked) == pack(PLAN)
    assert PlannedFile("uv.lock", b"lock") in with_snapshot(locked).files
    assert PENDING not in {file.path for file in with_snapshot(locked).files}
    assert mergeable(locked) == mergeable(PLAN)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        pytest.param(b"a" * snapshot.MAX_TEXT, True, id="a text"),
        pytest.param(b"a" * (snapshot.MAX_TEXT + 1), False, id="a large text"),
        pytest.param(b"\0" * snapshot.MAX_BINARY, True, id="a small binary"),
        pytest.param(b"\0" * (snapshot.MAX_BINARY + 1), False, id="a binary"),
    ],
)
def test_files_that_git_does_not_merge_by_line_are_stored_as_hashes(content: bytes, kept: bool) -> None:
    found = unpack(pack(ProjectPlan((PlannedFile("a", content),)))).files[-1]
    assert (found.content is not None) == kept
    assert (found.sha1, found.sha256) == blob_names(content)


def test_names_are_those_of_git() -> None:
    result = subprocess.run(["git", "hash-object", "--stdin"], input=b"a\n", capture_output=True, check=True)
    assert blob_names(b"a\n")[0] == result.stdout.decode().strip()


def test_files_in_conflict_are_kept_in_their_order() -> None:
    assert unpack(pack(PLAN, ["b", "a"])).unresolved == ("a", "b")
    assert unpack(pack(PLAN)).unresolved == ()


def test_damage_anywhere_is_refused() -> None:
    content = pack(PLAN)
    for place in range(0, len(content), 7):
        wrong = content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        with pytest.raises(MlscaffoldError, match=r"base\.tar\.bz2: .*damaged.*git log"):
            unpack(wrong)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(pack(PLAN)[:-1], id="cut off"),
        pytest.param(pack(PLAN) * 2, id="twice"),
        pytest.param(pack(PLAN) + b"\n", id="an additional line"),
        pytest.param(b"<<<<<<< yours\n", id="a conflict"),
        pytest.param(pack(PLAN).replace(b"\n", b"\r\n") + b"\r", id="converted"),
    ],
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(MlscaffoldError, match="damaged"):
        unpack(content)


def test_a_newer_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FORMAT", "2")
    newer = pack(PLAN)
    monkeypatch.undo()
    with pytest.raises(MlscaffoldError, match=r"newer mlscaffold. Install the newest version"):
        unpack(newer)


def test_paths_outside_the_project_are_refused() -> None:
    evil = packed(snapshot.Snapshot((snapshot.RecordedFile("../evil", False, "", "", b"x"),)))
    with pytest.raises(MlscaffoldError, match="damaged"):
        unpack(evil)


NOTE = PlannedFile(f"{NOTES}bare/a.txt", b"bare\n")


def test_notes_are_in_the_snapshot_only() -> None:
    noted = PLAN.with_files([NOTE])
    assert NOTE.path not in {file.path for file in with_snapshot(noted).files}
    assert mergeable(noted) == PLAN
    assert unpack(pack(noted)) == record(noted)
    assert unpack(pack(noted)).notes == (NOTE,)


def test_the_rendered_files_are_restored() -> None:
    big = PlannedFile("big.bin", b"\0" * 5000, executable=True)
    plan, kept = recorded_plan(unpack(pack(PLAN.with_files([NOTE, big]))))
    assert plan == PLAN.with_files([NOTE])
    assert [(one.path, one.executable, one.content) for one in kept] == [("big.bin", True, None)]
    assert pack(plan, retained=kept) == pack(PLAN.with_files([NOTE, big]))
