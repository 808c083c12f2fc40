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
    "the harness of recorded tests": (
        "tests/test_data.py",
        "from recording.bench import Bench\ndef test(recorded: Bench):\n    assert recorded.changes('x') == []\n",
        """from recording.harness import StageHarness
def test(recorded: StageHarness):
    assert recorded.changed_arguments('x') == []
""",
    ),
    "the fixture of the harness": (
        "tests/conftest.py",
        "from recording.bench import Bench\ndef bench() -> Bench: ...\nbench.witness.attach()\n",
        "from recording.harness import StageHarness\ndef harness() -> StageHarness: ...\nharness.side_effects.attach()\n",
    ),
}
KEPT = {
    "another module of the package": ("src/buys/data.py", "f(gives=1, after=2)\n"),
    "a longer name": ("src/buys/pipeline.py", "Stage(f, hereafter=1, outputs=('a',))\n"),
    "another object's method": ("tests/test_data.py", "changes = table.changes()\n"),
    "data of the tests": ("tests/recorded/facts.json", '{"given": "Bench"}\n'),
}


@pytest.mark.parametrize(("path", "text", "expected"), CHANGED.values(), ids=CHANGED)
def test_changed(path: str, text: str, expected: str) -> None:
    assert with_current_names(PlannedFile(path, text.encode())).content.decode() == expected


@pytest.mark.parametrize(("path", "text"), KEPT.values(), ids=KEPT)
def test_kept(path: str, text: str) -> None:
    file = PlannedFile(path, text.encode())
    assert with_current_names(file) == file
