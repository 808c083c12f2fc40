"""Paths of a host become those of the files beside the notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.hosts.host_paths import with_local_paths
from tests.hardening.hosts import adapted, code

FILES = ("people.csv", "data/train.csv", "input/titanic/test.csv", "raw/a.txt")
CHANGED = {
    "a file on a drive": ('read("/content/drive/MyDrive/shop/people.csv")', 'read("people.csv")'),
    "a drive with a blank": ('read("/content/drive/My Drive/people.csv")', 'read("people.csv")'),
    "a file in a folder for data": ('read("/kaggle/input/titanic/train.csv")', 'read("data/train.csv")'),
    "a file in its folder": ('read("/kaggle/input/titanic/test.csv")', 'read("input/titanic/test.csv")'),
    "Kaggle's old place": ('read("../input/titanic/train.csv")', 'read("data/train.csv")'),
    "a folder": ('ROOT = "/content/drive/MyDrive/raw"', 'ROOT = "raw"'),
    "a folder of files that are beside": (
        'ROOT = "/content/drive/MyDrive/shop/"\nread(ROOT + "people.csv")',
        'ROOT = "./"\nread(ROOT + "people.csv")',
    ),
    "a folder of a formatted path": (
        'read(f"/content/drive/MyDrive/raw/{name}.txt")',
        'read(f"raw/{name}.txt")',
    ),
    "a written file": ('table.to_csv("/content/drive/MyDrive/out/sub.csv")', 'table.to_csv("sub.csv")'),
    "a file opened to be written": ('open("/content/log.txt", "w")', 'open("log.txt", "w")'),
    "Kaggle's working folder": ('OUT = "/kaggle/working/"', 'OUT = "./"'),
    "Kaggle's first cell": (
        "import os\nfor d, _, names in os.walk('/kaggle/input'):\n    for n in names:\n        print(os.path.join(d, n))",
        "import os\n\n\n",
    ),
    "a file of Databricks": ('read("/dbfs/FileStore/tables/people.csv")', 'read("people.csv")'),
    "a change of folder": ("%cd /content/drive/MyDrive/shop\nx = 1", "\nx = 1"),
    "a change to a folder that is there": ("%cd /content/drive/MyDrive/shop/raw", "%cd raw"),
}
KEPT = {
    "a file that is not there": 'read("/kaggle/input/titanic/gender.csv")',
    "another absolute path": 'read("/data/people.csv")',
    "a loop over Kaggle's files that reads them": "for d, _, n in os.walk('/kaggle/inputs'):\n    read(n)",
    "a relative path": 'read("people.csv")',
    "a folder of unknown files": 'ROOT = "/content/drive/MyDrive/shop/"\nread(ROOT + "other.csv")',
    "a text with a path": 'print("see /content/people.csv")',
    "a folder of the notebook": "%cd raw",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a\n")
    return tmp_path


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str, folder: Path) -> None:
    found = adapted(with_local_paths, before, folder=folder)
    assert (found.notebook.code[0].source, len(found.changes)) == (after, 1)


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: str, folder: Path) -> None:
    assert code(with_local_paths, before, folder=folder) == [before]
