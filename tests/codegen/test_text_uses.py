from __future__ import annotations

import pytest

from mlscaffold.codegen.config_fields import settings
from mlscaffold.codegen.text_uses import names_used_as_text
from tests.stages.notebooks import running, traced

TEXT: dict[str, str] = {
    "a sum": "root + '/a.csv'",
    "a percent sign": "'%s' % root",
    "a method": "root.split('/')",
    "an item": "root[0]",
    "a comparison": "root == 'x'",
    "a print": "print('in', root)",
    "a print of an f-string": "print(f'in {root}')",
    "a message": "logger.info(root)",
    "in a function": "def f():\n    return root + '/a.csv'",
}
PATH: dict[str, str] = {
    "read": "pd.read_csv(root)",
    "joined": "os.path.join(root, 'a.csv')",
    "a path object": "Path(root)",
    "an f-string": "pd.read_csv(f'{root}/a.csv')",
    "an unknown function": "load(root)",
    "nothing": "x = 1",
}


@pytest.mark.parametrize("source", TEXT.values(), ids=TEXT)
def test_uses_as_text(source: str) -> None:
    assert "root" in names_used_as_text(traced(source).statements)


@pytest.mark.parametrize("source", PATH.values(), ids=PATH)
def test_other_uses(source: str) -> None:
    assert "root" not in names_used_as_text(traced(source).statements)


@pytest.mark.parametrize("source", TEXT.values(), ids=TEXT)
def test_an_absolute_path_that_is_used_as_text_is_no_path_setting(source: str) -> None:
    cells = ("root = '/home/ann/data'", source)
    found = settings(running(*cells), frozenset(), frozenset(), statements=traced(*cells).statements)
    assert not [field for field in found.fields if field.path == "/home/ann/data"]


@pytest.mark.parametrize("source", PATH.values(), ids=PATH)
def test_an_absolute_path_that_is_used_as_a_path_is_one(source: str) -> None:
    units = running(
        "import os\nfrom pathlib import Path\nimport pandas as pd\nroot = '/home/ann/data'", source
    )
    assert [f for f in settings(units, frozenset(), frozenset()).fields if f.path == "/home/ann/data"]
