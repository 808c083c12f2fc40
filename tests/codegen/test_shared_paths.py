from __future__ import annotations

import pytest

from mlscaffold.codegen.config_fields import settings
from mlscaffold.codegen.shared_paths import normal
from mlscaffold.stages.definitions import define
from mlscaffold.stages.statement_roles import sections, units
from tests.reporting.small import notebook_of
from tests.stages.notebooks import traced

HEAD = "import glob, json, os, shutil, sqlite3\nfrom pathlib import Path\nimport pandas as pd\ndf = pd.DataFrame()\n"
READS = "pd.read_csv('a.csv')"
WRITES = "df.to_csv('a.csv')"
INSIDE = "df.to_csv('out/a.csv')"
LITERAL: dict[str, tuple[str, ...]] = {
    "a function reads it": ("def load():\n    return pd.read_csv('a.csv')", READS),
    "a function appends to it": ("def log():\n    open('a.csv', 'a').write('x')", WRITES),
    "a default": ("def load(path='a.csv'):\n    return pd.read_csv(path)", READS),
    "a method": ("class Store:\n    def load(self):\n        return open('a.csv')", WRITES),
    "an attribute of a class": ("class Store:\n    path = 'a.csv'", WRITES),
    "in other words": ("def load():\n    return pd.read_csv('./a.csv')", READS),
    "a joined path": ("def load():\n    return pd.read_csv(os.path.join('.', 'a.csv'))", WRITES),
    "a path object": ("def load():\n    return Path('a.csv').read_text()", WRITES),
    "a path object in a folder": ("def load():\n    return (Path('out') / 'a.csv').read_text()", INSIDE),
    "an f-string": ("def save(name):\n    df.to_csv(f'{name}.csv')", WRITES),
    "an f-string that may be the file that is read": ("def save(name):\n    df.to_csv(f'{name}.csv')", READS),
    "a format": ("def save(name):\n    df.to_csv('{}.csv'.format(name))", WRITES),
    "a percent sign": ("def save(name):\n    df.to_csv('%s.csv' % name)", WRITES),
    "a sum": ("def save(name):\n    df.to_csv(name + '.csv')", WRITES),
    "a known folder": ("OUT = 'out'\ndef path(name):\n    return f'{OUT}/{name}'", INSIDE),
    "a folder and a name": (
        "def path(folder, name):\n    return os.path.join(folder, name)\npath('out', 'a.csv')",
        INSIDE,
    ),
    "a pattern": ("glob.glob(str('out/*.csv'))", INSIDE),
    "a listed folder": ("OUT = 'out'\nos.listdir(OUT + '')", INSIDE),
    "a listed folder in a function": ("def names():\n    return os.listdir('out')", INSIDE),
    "the listed working folder": ("def names():\n    return list(Path('.').iterdir())", WRITES),
    "the listed working folder without a name": ("def names():\n    return os.listdir()", WRITES),
    "a folder that is removed": ("def clean():\n    shutil.rmtree('out')", INSIDE),
    "a file that is renamed": ("os.rename('a.csv', 'b.csv')", WRITES),
    "a database in an address": ("def engine():\n    return create('sqlite:///a.csv')", WRITES),
    "a query": ("def query():\n    return sql(\"select * from 'a.csv'\")", WRITES),
    "a command": ("os.system('cat a.csv')", WRITES),
    "the folder changes": ("os.chdir('out')", WRITES),
    "a print of the path": ("print('a.csv')", READS),
}
SETTING: dict[str, tuple[str, ...]] = {
    "read once": (READS,),
    "written once": (WRITES,),
    "read twice": (READS, READS),
    "written, then read": (WRITES, READS),
    "written, then looked for": (WRITES, "os.path.exists('a.csv')"),
    "a function reads another file": ("def load():\n    return pd.read_csv('b.csv')", READS),
    "a function gets the path": ("def load(path):\n    return pd.read_csv(path)", READS),
    "a message about it": (WRITES, "print('saved to a.csv')"),
    "a message with a name": (WRITES, "name = 'a'\nprint(f'saved {name}.csv')"),
    "an error about it": ("def check():\n    raise ValueError('no a.csv here')", WRITES),
    "a docstring": ("def load():\n    'Read a.csv'", WRITES),
    "a name of columns": ("def name(a, b):\n    return f'{a}_{b}'", "pd.read_csv('clean_data.csv')"),
    "a separator": ("rows = [line.split('\\t') for line in lines]", WRITES),
    "a label": ("def label(n):\n    return f'{n} of 3 a.b'", WRITES),
    "a pattern that reads": ("glob.glob(str('*.csv'))", READS),
    "a folder that a function makes": ("def prepare():\n    os.makedirs('out', exist_ok=True)", INSIDE),
    "another suffix": ("def save(name):\n    df.to_csv(f'{name}.txt')", WRITES),
    "a lambda, in which it is replaced too": ("load = lambda: pd.read_csv('a.csv')", READS),
    "another folder": ("def save(name):\n    df.to_csv(f'old/{name}.csv')", WRITES),
}


def fields(*cells: str) -> set[str]:
    """Return the paths that become settings."""
    flow = traced(HEAD, *cells)
    running = units(flow, define(flow), sections(notebook_of((HEAD, *cells))))
    return {
        f.path
        for f in settings(running, frozenset(), frozenset(), statements=flow.statements).fields
        if f.path
    }


@pytest.mark.parametrize("cells", LITERAL.values(), ids=LITERAL)
def test_a_path_that_functions_or_patterns_reach_stays_a_literal(cells: tuple[str, ...]) -> None:
    assert not {path for path in fields(*cells) if path.endswith("a.csv")}


@pytest.mark.parametrize("cells", SETTING.values(), ids=SETTING)
def test_other_paths_become_settings(cells: tuple[str, ...]) -> None:
    assert {path for path in fields(*cells) if path.endswith((".csv", ".txt"))}


def test_a_folder_and_its_file_are_both_settings_or_both_literals() -> None:
    assert fields("os.makedirs('out')", INSIDE, "os.listdir('out')") == {"out", "out/a.csv"}
    assert fields("os.makedirs('out')", INSIDE, "def path(n):\n    return f'out/{n}'") == set()


def test_a_module_beside_the_notebook_writes_the_file() -> None:
    flow = traced(HEAD, WRITES, "import util")
    beside = traced("def note():\n    open('a.csv', 'a').write('x')").statements
    running = units(flow, define(flow), {})
    found = settings(running, frozenset(), frozenset(), statements=flow.statements, beside=beside)
    assert found.fields == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("./a.csv", "a.csv"),
        ("out//a.csv", "out/a.csv"),
        ("out\\a.csv", "out/a.csv"),
        ("", "."),
        ("a/../b", "b"),
    ],
)
def test_the_shortest_form_of_a_path(path: str, expected: str) -> None:
    assert normal(path) == expected
