"""Files of the notebook and of the project: which belong together, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification.file_comparison import (
    ProjectFile,
    compare_with_project,
    is_own,
    matched,
    same_bytes,
)

PAIRS: Mapping[str, tuple[str, list[str], str]] = {
    "the same path": ("out/a.csv", ["a.csv", "out/a.csv"], "out/a.csv"),
    "the same name": ("results/a.csv", ["a.csv", "b.csv"], "a.csv"),
    "the same folder": ("x/results/a.csv", ["results/a.csv", "other/a.csv"], "results/a.csv"),
    "beside the notebook's folder": ("../a.csv", ["a.csv"], "a.csv"),
}
NONE: Mapping[str, tuple[str, list[str]]] = {
    "no file": ("a.csv", []),
    "another name": ("a.csv", ["b.csv"]),
    "two of that name": ("x/a.csv", ["y/a.csv", "z/a.csv"]),
}


def files(*paths: str) -> list[ProjectFile]:
    return [ProjectFile(path, Path("/p", path), is_own(path)) for path in paths]


@pytest.mark.parametrize("case", PAIRS, ids=list(PAIRS))
def test_matched(case: str) -> None:
    path, others, wanted = PAIRS[case]
    assert matched([path], files(*others))[path].path == wanted


@pytest.mark.parametrize("case", NONE, ids=list(NONE))
def test_not_matched(case: str) -> None:
    path, others = NONE[case]
    assert matched([path], files(*others)) == {}


def test_what_each_project_writes_is_matched_last() -> None:
    found = matched(["model.pkl"], files("models/model.pkl", "out/model.pkl"))
    assert found["model.pkl"].path == "out/model.pkl"
    assert matched(["model.pkl"], files("models/model.pkl"))["model.pkl"].path == "models/model.pkl"


@pytest.mark.parametrize("name", ["file{}.txt", "folder{}/file.txt"])
def test_many_files_are_matched_in_linear_time(name: str) -> None:
    many = [name.format(number) for number in range(5_000)]  # every pair of them would take a minute
    found = matched(
        [f"out/{path}" for path in many], files(*many, *(f"elsewhere/{path}" for path in many[1:]))
    )
    assert all(path.endswith(one.path) for path, one in found.items())
    assert "out/" + many[0] in found


@pytest.mark.parametrize("path", ["run.log", "metrics.json", "models/a.pkl", "figures/a.png"])
def test_what_each_project_writes(path: str) -> None:
    assert is_own(path)
    assert not is_own(f"out/{path.rpartition('/')[2]}")


def notes(
    tmp_path: Path, notebook: Mapping[str, str], project: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    sides: dict[str, dict[str, Path]] = {}
    for side, contents in (("notebook", notebook), ("project", project)):
        for path, text in contents.items():
            place = tmp_path / side / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
            sides.setdefault(side, {})[path] = place
    others = [ProjectFile(path, place, is_own(path)) for path, place in sides.get("project", {}).items()]
    sandbox: Any = None  # the same bytes need no process
    found = compare_with_project(sandbox, "", sides.get("notebook", {}), others, "sales", "files")
    return {note["key"]: (note["verdict"], note["why"]) for note in found}


def test_equal_missing_and_extra_files(tmp_path: Path) -> None:
    found = notes(tmp_path, {"a.csv": "1", "b.csv": "2"}, {"a.csv": "1", "c.csv": "3", "run.log": "4"})
    assert found == {
        "a.csv": ("equal", ""),
        "b.csv": ("differs", "only the notebook writes it"),
        "c.csv": ("differs", "only the project writes it"),
    }


def test_holes_are_not_read(tmp_path: Path) -> None:
    size = 10**12  # bytes: reading them would take minutes
    paths = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
    for path, last in zip(paths, (b"x", b"x", b"y"), strict=True):
        with path.open("wb") as file:
            file.write(b"first")
            file.truncate(size)
            file.seek(size // 2)
            file.write(last)
    assert same_bytes(paths[0], paths[1])
    assert not same_bytes(paths[0], paths[2])


@pytest.mark.parametrize("sizes", [(0, 0), (3, 3), (3_000_000, 3_000_000), (3, 4)])
def test_bytes_are_compared_to_the_end(tmp_path: Path, sizes: tuple[int, int]) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"a" * sizes[0])
    other.write_bytes(b"a" * sizes[1])
    assert same_bytes(one, other) is (sizes[0] == sizes[1])
    if sizes[0]:
        other.write_bytes(b"a" * (sizes[0] - 1) + b"b")
        assert not same_bytes(one, other)
