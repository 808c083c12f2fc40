"""Settings for files of one name have the names of their folders."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.path_names import names_with_folders, path_name

NAMES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "two folders": (
        {"part_csv": "train/part.csv", "part_csv_setting": "test/part.csv"},
        {"part_csv": "train_part_csv", "part_csv_setting": "test_part_csv"},
    ),
    "three folders": (
        {"a_csv": "x/a.csv", "a_csv_setting": "y/a.csv", "a_csv3": "a.csv"},
        {"a_csv": "x_a_csv", "a_csv_setting": "y_a_csv", "a_csv3": "a_csv"},
    ),
    "folders of one name": (
        {"a_csv": "x/in/a.csv", "a_csv_setting": "y/in/a.csv"},
        {"a_csv": "x_in_a_csv", "a_csv_setting": "y_in_a_csv"},
    ),
    "above": (
        {"a_csv": "../data/a.csv", "a_csv_setting": "a.csv"},
        {"a_csv": "data_a_csv", "a_csv_setting": "a_csv"},
    ),
    "one file": ({"a_csv": "x/a.csv"}, {}),
    "other names": ({"a_csv": "x/a.csv", "b_csv": "y/b.csv"}, {}),
    "a name of the notebook": ({"a_csv": "x/a.csv", "table": "y/a.csv"}, {}),
    "a name that is used": ({"a_csv": "used/a.csv", "a_csv_setting": "y/a.csv"}, {}),
}


@pytest.mark.parametrize(("paths", "expected"), NAMES.values(), ids=NAMES)
def test_names(paths: dict[str, str], expected: dict[str, str]) -> None:
    found = names_with_folders(paths, {"used_a_csv"})
    assert found == {name: new for name, new in expected.items() if name != new}


def test_the_name_of_a_path() -> None:
    assert [path_name("/home/ann/people.csv"), path_name("data\\people.csv"), path_name("2024.csv")] == [
        "people_csv", "people_csv", "n2024_csv",
    ]  # fmt: skip
    assert path_name("../in/people.csv", 1) == "in_people_csv"
