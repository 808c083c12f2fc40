"""Files that an update does not render again get the names that the templates have now."""

from __future__ import annotations

import pytest

from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template_renames import with_current_names

CHANGED = {
    "the fields of a stage": (
        "src/buys/pipeline.py",
        'STAGES = (Stage(data.load, gives=("df",), after=("a",), always=True),)\n',
        'STAGES = (Stage(data.load, outputs=("df",), depends_on=("a",), always_run=True),)\n',
    ),
    "a module that recorded tests import by its name": (
        "tests/recording/raw_rows.py",
        'names = ("predict", "row_features")\n',
        'names = ("_runtime.predict", "row_features")\n',
    ),
}
KEPT = {
    "another module of the package": ("src/buys/data.py", "f(gives=1, after=2)\n"),
    "a longer name": ("src/buys/pipeline.py", "Stage(f, hereafter=1, outputs=('a',))\n"),
    "another object's method": ("tests/test_data.py", "changes = table.changes()\n"),
    "recorded tests, which fit the files beside them": ("tests/test_data.py", "recorded.given('x')\n"),
}


@pytest.mark.parametrize(("path", "text", "expected"), CHANGED.values(), ids=CHANGED)
def test_changed(path: str, text: str, expected: str) -> None:
    assert with_current_names(PlannedFile(path, text.encode())).content.decode() == expected


@pytest.mark.parametrize(("path", "text"), KEPT.values(), ids=KEPT)
def test_kept(path: str, text: str) -> None:
    file = PlannedFile(path, text.encode())
    assert with_current_names(file) == file
