"""A plan holds plain paths, each once, in order."""

from __future__ import annotations

import pytest

from mlscaffold.plan import PlannedFile, ProjectPlan


def plan(*paths: str) -> ProjectPlan:
    return ProjectPlan(tuple(PlannedFile(path, path.encode()) for path in paths))


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        pytest.param(("a", "b", "a"), "planned twice: 'a'", id="twice"),
        pytest.param(("/etc/passwd",), "not a path inside", id="absolute"),
        pytest.param(("a/../../b",), "not a path inside", id="outside the project"),
        pytest.param(("./a",), "not a path inside", id="dot"),
        pytest.param(("a//b",), "not a path inside", id="empty part"),
        pytest.param(("a/",), "not a path inside", id="a folder"),
        pytest.param(("",), "not a path inside", id="empty"),
        pytest.param(("a\\b",), "not a path inside", id="backslash"),
        pytest.param(("a", "a/b"), "both a file and a folder: 'a'", id="file and folder"),
    ],
)
def test_refused(paths: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plan(*paths)


def test_files_are_in_the_order_of_their_paths() -> None:
    assert [file.path for file in plan("b", "a/b", "a.py", ".c").files] == [".c", "a.py", "a/b", "b"]


def test_files_are_replaced_by_path() -> None:
    replaced = plan("a", "b").replace([PlannedFile("b", b"new")])
    assert replaced.files == (PlannedFile("a", b"a"), PlannedFile("b", b"new"))
