from __future__ import annotations

import pytest

from mlscaffold.codegen.path_mentions import Mention, Template, mentions, template_of, with_pattern
from tests.stages.notebooks import traced

HEAD = "import os\nfrom pathlib import Path\nimport pandas as pd\n"
TEMPLATES: dict[str, tuple[str, Template | None]] = {
    "a literal": ("'a.csv'", ("a.csv",)),
    "an f-string": ("f'a_{n}.csv'", ("a_", None, ".csv")),
    "an f-string of a known text": ("f'{BASE}/a.csv'", ("out", "/a.csv")),
    "an f-string with a format": ("f'{BASE:>9}.csv'", (None, ".csv")),
    "a sum": ("name + '.csv'", (None, ".csv")),
    "a sum of known texts": ("BASE + '/a.csv'", ("out", "/a.csv")),
    "a percent sign": ("'a_%02d.csv' % n", ("a_", None, ".csv")),
    "a format": ("'a_{}.csv'.format(n)", ("a_", None, ".csv")),
    "a joined path": ("os.path.join(BASE, 'a.csv')", ("out", "/", "a.csv")),
    "a path of unknown parts": ("os.path.join(a, b)", (None, "/", None)),
    "a path object": ("Path('out') / 'a.csv'", ("out", "/", "a.csv")),
    "a path object of two parts": ("Path('out', name)", ("out", "/", None)),
    "a method of a path": ("Path('out').joinpath(name).resolve()", ("out", "/", None)),
    "the working folder": ("os.path.join(os.getcwd(), 'a.csv')", (".", "/", "a.csv")),
    "a line break": ("'\\n'", None),
    "a number": ("3", None),
    "a variable": ("name", None),
    "two variables": ("a + b", None),
    "a call": ("f('a.csv')", None),
}
FOUND: dict[str, tuple[str, list[Mention]]] = {
    "a file that is read": ("pd.read_csv('a.csv')", [Mention(("a.csv",), "r", "pandas.read_csv")]),
    "a file that is appended to": ("open('a.csv', 'a')", [Mention(("a.csv",), "w", "open")]),
    "a file that is opened by keyword": (
        "open(file='a.csv', mode='w')",
        [Mention(("a.csv",), "w", "open")],
    ),
    "a method of a path": (
        "Path('a.csv').write_text(t)",
        [Mention(("a.csv",), "w", "pathlib.Path.write_text")],
    ),
    "a variable that is bound once": ("BASE", []),
    "an argument of an unknown function": ("f('a.csv')", [Mention(("a.csv",))]),
    "a default": ("def f(path='a.csv'):\n    return path", [Mention(("a.csv",))]),
    "the working folder": ("os.listdir()", [Mention((".",), "r", "os.listdir")]),
    "a message": ("print('saved to a.csv')", []),
    "a message with a name": ("print(f'saved {n}.csv')", []),
    "an error": ("raise ValueError('no file a.csv')", []),
    "a printed path": ("print('a.csv')", [Mention(("a.csv",), "", "print")]),
    "a text alone": ("'a.csv'", []),
}


@pytest.mark.parametrize(("source", "expected"), TEMPLATES.values(), ids=TEMPLATES)
def test_the_pieces_of_a_text(source: str, expected: Template | None) -> None:
    statement = traced(HEAD, f"x = {source}").statements[-1]
    known = {"BASE": ("out",)}
    assert template_of(statement.statement.node.value, statement, known) == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize(("source", "expected"), FOUND.values(), ids=FOUND)
def test_mentions(source: str, expected: list[Mention]) -> None:
    statements = traced(HEAD, "BASE = g()", source).statements
    assert list(mentions({9: statements[-1]}, frozenset())) == expected


def test_a_literal_that_a_setting_replaces_is_none() -> None:
    statement = traced(HEAD, "pd.read_csv('a.csv')").statements[-1]
    assert list(mentions({9: statement}, frozenset({(9, 1, 12)}))) == []
    assert len(list(mentions({9: statement}, frozenset({(8, 1, 12)})))) == 1


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (("out/*.csv",), ("out/", None, ".csv")),
        (("a?.csv",), ("a", None, ".csv")),
        (("a[0-9].csv",), ("a", None, ".csv")),
        (("a.csv",), ("a.csv",)),
        ((None, "/*"), (None, "/", None)),
    ],
)
def test_wildcards_are_unknown(template: Template, expected: Template) -> None:
    assert with_pattern(template) == expected
