from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.codegen.config_fields import Field
from mlscaffold.hardening.copied_files import CopiedFiles
from mlscaffold.hardening.file_places import Places
from mlscaffold.hardening.project_folder import ProjectFolder

R, W = False, True
TABLE: dict[str, tuple[list[tuple[str, bool]], list[str]]] = {
    "read": ([("in/a.csv", R)], ["data/in/a.csv"]),
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
        ["data/old/a.csv", "data/old/a-f1.csv"],
    ),
}


def places(beside: Path, paths: list[tuple[str, bool]], root: Path | None = None) -> list[str]:
    fields = [Field(f"f{i}", "Path", "", "", path, writes) for i, (path, writes) in enumerate(paths)]
    folder = ProjectFolder(root or beside, beside)
    found = Places(fields, folder)
    return [found.of(field, CopiedFiles(folder)) for field in fields]


@pytest.mark.parametrize(("paths", "expected"), TABLE.values(), ids=TABLE)
def test_places(tmp_path: Path, paths: list[tuple[str, bool]], expected: list[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.csv").write_text("1")
    assert places(tmp_path, paths) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("../data/a.csv", "data/a.csv", id="data of the project"),
        pytest.param("../raw/2024/a.csv", "data/raw/2024/a.csv", id="another folder of the project"),
        pytest.param("train/a.csv", "data/train/a.csv", id="below the notebook"),
        pytest.param("../../a.csv", "data/a.csv", id="outside"),
        pytest.param("../.env", ".env", id="variables"),
    ],
)
def test_places_in_a_project_folder(tmp_path: Path, path: str, expected: str) -> None:
    (tmp_path / "notebooks").mkdir()
    assert places(tmp_path / "notebooks", [(path, R)], tmp_path) == [expected]


def test_files_of_one_name_that_are_read_share_a_place_if_they_are_the_same(tmp_path: Path) -> None:
    for name, text in {"x/a.csv": "1", "y/a.csv": "1", "z/a.csv": "2"}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    copied = CopiedFiles(folder := ProjectFolder(tmp_path, tmp_path))
    copied.sources["data/x/a.csv"] = tmp_path / "y" / "a.csv"
    field = Field("x", "Path", "", "", "x/a.csv")
    assert Places([field], folder).of(field, copied) == "data/x/a.csv"
    copied.sources["data/x/a.csv"] = tmp_path / "z" / "a.csv"
    assert Places([field], folder).of(field, copied) == "data/x/a-x.csv"


def test_a_file_that_is_written_shares_its_place_with_no_other(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for file in ("a.csv", "data/a.csv"):
        (tmp_path / file).write_text("1")
    assert places(tmp_path, [("a.csv", W), ("data/a.csv", R)]) == ["data/a.csv", "data/a-f1.csv"]
    assert places(tmp_path, [("data/a.csv", R), ("a.csv", W)]) == ["data/a.csv", "data/a-f1.csv"]
