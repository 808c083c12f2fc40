"""Reads and writes of files are found, with their paths if these are literals."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.rules.file_access import is_local, text_of, uses
from tests.rules.lint_targets import index_of

USES: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "a literal": ("import pandas as pd\npd.read_csv('a.csv')", [("r", "a.csv")]),
    "a keyword": ("import pandas as pd\npd.read_csv(filepath_or_buffer='a.csv')", [("r", "a.csv")]),
    "a name bound once": ("import pandas as pd\np = 'a.csv'\npd.read_csv(p)", [("r", "a.csv")]),
    "a name bound twice": ("import pandas as pd\np = 'a'\np = 'b'\npd.read_csv(p)", [("r", None)]),
    "a joined path": ("import os\nopen(os.path.join('a', 'b.txt'))", [("r", "a/b.txt")]),
    "a path of pathlib": (
        "from pathlib import Path\nd = Path('a')\nopen(d / 'b' / 'c.txt', 'w')",
        [("w", "a/b/c.txt")],
    ),
    "a formatted text": ("d = 'a'\nopen(f'{d}/b.txt', mode='a')", [("a", "a/b.txt")]),
    "a computed expression": ("open(name() + '.txt')", [("r", None)]),
    "a frame that is written": (
        "import pandas as pd\ndf = pd.read_csv('a')\ndf.to_csv('b')",
        [("r", "a"), ("w", "b")],
    ),
    "a database, created by its connection": ("import sqlite3\nsqlite3.connect('a.db')", [("a", "a.db")]),
    "no file": ("text = 'a'.upper()", []),
    "a method of that name without a file": (
        "import pandas as pd\ndf = pd.read_csv('a')\ndf.to_csv()",
        [("r", "a")],
    ),
}


@pytest.mark.parametrize(("source", "found"), USES.values(), ids=USES.keys())
def test_uses(source: str, found: list[tuple[str, str | None]]) -> None:
    assert [(use.mode, use.text) for use in uses(index_of(source))] == found


def test_functions_run_last() -> None:
    source = "def f():\n    open('a.txt')\nopen('b.txt')"
    assert [use.text for use in uses(index_of(source))] == ["b.txt", "a.txt"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'a' + 'b'", "ab"),
        ("str('a')", "a"),
        ("Path('a/', 'b')", "a/b"),
        ("x + 'b'", "xb"),
        ("y + 'b'", None),
        ("3", None),
        ("f'{x:>5}'", None),
        ("x.join(['a'])", None),
    ],
)
def test_text_of(source: str, text: str | None) -> None:
    assert text_of(ast.parse(source, mode="eval").body, {"x": "x"}) == text


@pytest.mark.parametrize("text", ["a.csv", "../a/b.csv", "C:\\a.csv", "~/a"])
def test_local(text: str) -> None:
    assert is_local(text)


@pytest.mark.parametrize("text", ["", "https://x.y/a.csv", "*.csv", ":memory:", "a\nb", "<html>", "{x}.csv"])
def test_not_local(text: str) -> None:
    assert not is_local(text)
