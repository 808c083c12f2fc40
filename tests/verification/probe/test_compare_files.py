"""Files compared by their content, format by format."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import pickle
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from mlscaffold.verification.probe.compare_files import compared

FRAME = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
OTHER = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.25]})
Write = Callable[[Path], object]


class Model:
    def __init__(self, size: int) -> None:
        self.size = size


def pickled(size: int, module: str) -> Write:
    def write(path: Path) -> None:
        Model.__module__, Model.__qualname__ = module, "Model"
        content = pickle.dumps(Model(size)) if module == __name__ else _renamed(size, module)
        path.write_bytes(content)

    return write


def _renamed(size: int, module: str) -> bytes:
    Model.__module__ = __name__
    return pickle.dumps(Model(size), 0).replace(__name__.encode(), module.encode())


def text(content: str) -> Write:
    return lambda path: path.write_text(content)


def content(data: bytes) -> Write:
    return lambda path: path.write_bytes(data)


def database(*rows: int) -> Write:
    def write(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (a)")
            connection.executemany("INSERT INTO t VALUES (?)", [(row,) for row in rows])
            connection.execute(f"PRAGMA user_version = {path.stem == 'two'}")
        connection.close()

    return write


def archive(member: str, moment: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(zipfile.ZipInfo("a.txt", (moment, 1, 1, 0, 0, 0)), member)
    return target.getvalue()


def stata(frame: pd.DataFrame, month: int) -> Write:
    return lambda path: frame.to_stata(path, time_stamp=datetime.datetime(2020, month, 1))


def image(shade: int, level: int) -> Write:
    return lambda path: Image.new("L", (4, 4), shade).save(path, compress_level=level)


SAME: dict[str, tuple[str, Write, Write]] = {
    "a table": ("a.csv", text("x,y\n1,0.30000000000000004\n"), text("x,y\n1,0.3\n")),
    "text with a rounding error": ("a.txt", text("r2: 0.12345678901\n"), text("r2: 0.12345678902\n")),
    "json in another order": ("a.json", text('{"a": 1, "b": 0.1}'), text('{"b": 0.1, "a": 1}')),
    "lines of json": ("a.jsonl", text('{"a": 1}\n{"b": 2}\n'), text('{"a":1}\n{"b":2}\n')),
    "a compressed table": ("a.csv.gz", content(gzip.compress(b"a", mtime=1)), content(gzip.compress(b"a", mtime=2))),
    "a database": ("a.db", database(1, 2), database(1, 2)),
    "an archive": ("a.zip", content(archive("a", 1990)), content(archive("a", 2020))),
    "a table of Stata": ("a.dta", stata(FRAME, 1), stata(FRAME, 2)),
    "an image": ("a.png", image(7, 0), image(7, 9)),
    "arrays": ("a.npy", lambda path: np.save(path, np.array([0.3])), lambda path: np.save(path, np.array([0.1 + 0.2]))),
    "a pickled object of the notebook": ("a.pkl", pickled(1, "__main__"), pickled(1, "sales.models")),
    "joblib": ("a.joblib", lambda path: joblib.dump({"a": np.arange(3)}, path), lambda path: joblib.dump({"a": np.arange(3)}, path, compress=3)),
    "a drawing": ("a.svg", text('<g id="p1"><dc:date>1</dc:date><a d="M 0"/></g>'), text('<g id="p2"><dc:date>2</dc:date><a d="M 0"/></g>')),
    "a document": ("a.pdf", content(b"%PDF /CreationDate (D:1) x"), content(b"%PDF /CreationDate (D:2) x")),
}  # fmt: skip
DIFFERENT: dict[str, tuple[str, Write, Write, str]] = {
    "a field of a table": ("a.csv", text("x,y\n1,0.3\n"), text("x,y\n1,0.4\n"), "[1][1]: 0.3"),
    "a row of a table": ("a.csv", text("x\n1\n"), text("x\n1\n2\n"), "a list of 2 in the notebook, a list of 3 in the project"),
    "a whole number that became a decimal": ("a.csv", text("x\n1\n"), text("x\n1.0\n"), "[1][0]"),
    "a word": ("a.txt", text("rows: 3\n"), text("rows: 4\n"), "[0][2]: '3' in the notebook, '4' in the project"),
    "an empty file": ("a.txt", text("rows: 3\ndone\n"), text(""), "a list of 2 in the notebook, a list of 0 in the project"),
    "a key of json": ("a.json", text('{"a": 1}'), text('{"b": 1}'), "the key 'a' is only in the notebook"),
    "a row of a database": ("a.db", database(1, 2), database(1, 3), "['t'][1][1][0]: 2"),
    "a member of an archive": ("a.zip", content(archive("a", 1990)), content(archive("b", 1990)), "['a.txt']"),
    "a table of Stata": ("a.dta", stata(FRAME, 1), stata(OTHER, 1), "at ['b']: 1 of 2 values differ"),
    "a pixel": ("a.png", image(7, 0), image(8, 0), "16 of 16 values differ"),
    "a pickled attribute": ("a.pkl", pickled(1, "__main__"), pickled(2, "sales.models"), "size: 1"),
    "bytes that are no text": ("a.bin", content(b"\xff\x00a"), content(b"\xff\x00b"), "b'"),
    "a damaged file": ("a.json", text("{"), text("["), "their bytes differ (JSONDecodeError)"),
}  # fmt: skip


def comparison(tmp_path: Path, name: str, one: Write, other: Write) -> tuple[str, str]:
    paths = []
    for side, write in (("one", one), ("two", other)):
        (tmp_path / side).mkdir()
        path = tmp_path / side / name
        write(path)
        paths.append(str(path))
    found = compared(paths[0], paths[1], "sales")
    return found["verdict"], found["why"]


@pytest.mark.parametrize("case", SAME, ids=list(SAME))
def test_equal(case: str, tmp_path: Path) -> None:
    assert comparison(tmp_path, *SAME[case]) == ("equal", "")


@pytest.mark.parametrize("case", DIFFERENT, ids=list(DIFFERENT))
def test_different(case: str, tmp_path: Path) -> None:
    name, one, other, message = DIFFERENT[case]
    verdict, why = comparison(tmp_path, name, one, other)
    assert verdict == "differs"
    assert message in why


def test_json_is_compared_by_value(tmp_path: Path) -> None:
    one, other = (json.dumps({"a": [1, {"b": number}]}) for number in (0.1, 0.2))
    assert comparison(tmp_path, "a.json", text(one), text(other))[1] == (
        "at ['a'][1]['b']: 0.1 in the notebook, 0.2 in the project"
    )
