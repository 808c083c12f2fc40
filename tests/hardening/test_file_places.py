from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.codegen.config_fields import Field
from mlscaffold.hardening.file_places import Places
from mlscaffold.plan import PlannedFile

R, W = False, True
TABLE: dict[str, tuple[list[tuple[str, bool]], list[str]]] = {
    "read": ([("in/a.csv", R)], ["data/a.csv"]),
    "written": ([("out/a.csv", W)], ["outputs/out/a.csv"]),
    "in other words": ([("./out//a.csv", W), ("out/a.csv", W)], ["outputs/out/a.csv", "outputs/out/a.csv"]),
    "a folder and its file": ([("out", W), ("out/a.csv", W)], ["outputs/out", "outputs/out/a.csv"]),
    "a folder that is listed": ([("out", R), ("out/a.csv", W)], ["outputs/out", "outputs/out/a.csv"]),
    "two folders": ([("x/a.csv", W), ("y/a.csv", W)], ["outputs/x/a.csv", "outputs/y/a.csv"]),
    "written where it was": ([("old/a.csv", W)], ["data/old/a.csv"]),
    "a new file in an old folder that is listed": (
        [("old", R), ("old/b.csv", W)],
        ["data/old", "data/old/b.csv"],
    ),
    "a new file in an old folder": ([("old/b.csv", W)], ["outputs/old/b.csv"]),
    "outside of the folder": ([("../a.csv", W)], ["outputs/a.csv"]),
    "an absolute path": ([("/home/ann/a.csv", W)], ["outputs/a.csv"]),
    "two files of one place": ([("a.csv", W), ("/home/ann/a.csv", W)], ["outputs/a.csv", "outputs/a-f1.csv"]),
    "a name of the project's own files": ([("metrics.json", W)], ["outputs/files/metrics.json"]),
    "a folder of the project's own": (
        [("models", W), ("models/a.pkl", W)],
        ["outputs/files/models", "outputs/files/models/a.pkl"],
    ),
    "read and written at one place": (
        [("old/a.csv", W), ("data/old/a.csv", R)],
        ["data/old/a.csv", "data/a.csv"],
    ),
}


def places(beside: Path, paths: list[tuple[str, bool]]) -> list[str]:
    fields = [Field(f"f{i}", "Path", "", "", path, writes) for i, (path, writes) in enumerate(paths)]
    found = Places(fields)
    return [found.of(field, beside, {}) for field in fields]


@pytest.mark.parametrize(("paths", "expected"), TABLE.values(), ids=TABLE)
def test_places(tmp_path: Path, paths: list[tuple[str, bool]], expected: list[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.csv").write_text("1")
    assert places(tmp_path, paths) == expected


def test_files_of_one_name_that_are_read_share_a_place_if_they_are_the_same(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("1")
    fields = [Field(name, "Path", "", "", f"{name}/a.csv") for name in ("x", "y")]
    found = Places(fields)
    assert found.of(fields[0], tmp_path, {}) == "data/a.csv"
    copied = {"data/a.csv": PlannedFile("data/a.csv", b"1")}
    assert found.of(fields[1], tmp_path, copied) == "data/a.csv"
    other = {"data/a.csv": PlannedFile("data/a.csv", b"2")}
    assert Places(fields).of(fields[1], tmp_path, other) == "data/a-y.csv"


def test_a_file_that_is_written_shares_its_place_with_no_other(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for file in ("a.csv", "x/a.csv"):
        (tmp_path / file).write_text("1")
    assert places(tmp_path, [("a.csv", W), ("x/a.csv", R)]) == ["data/a.csv", "data/a-f1.csv"]
    assert places(tmp_path, [("x/a.csv", R), ("a.csv", W)]) == ["data/a.csv", "data/a-f1.csv"]
