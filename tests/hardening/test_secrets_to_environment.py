from __future__ import annotations

import pytest

from mlscaffold.hardening.secrets_to_environment import Clean, remove_secrets
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.plan import PlannedFile
from tests.reporting.small import notebook_of

VALUE = "q7Zk2Lm9" + "Xw4Rt8Vb1"
REPLACED: dict[str, tuple[str, str]] = {
    "an assignment": (f'api_key = "{VALUE}"', 'api_key = os.environ["API_KEY"]'),
    "a keyword": (f'connect(password="{VALUE}")', 'connect(password=os.environ["PASSWORD"])'),
}
KEPT: dict[str, str] = {
    "a plain text": 'name = "people of the town"',
    "an empty password": 'password = ""',
    "a secret from the environment": 'import os\npassword = os.environ["PASSWORD"]',
}


def clean(*cells: str) -> Clean:
    notebook = notebook_of(cells)
    return remove_secrets(notebook, to_python_cells(notebook))


@pytest.mark.parametrize(("cell", "expected"), REPLACED.values(), ids=REPLACED)
def test_a_secret_comes_from_the_environment(cell: str, expected: str) -> None:
    found = clean(cell)
    assert found.cells[0].source == expected
    assert [f'os.environ["{name}"]' for name in found.variables] == [c.now for c in found.changes]
    assert VALUE not in found.notebook.cells[0].source
    assert VALUE not in repr(found.changes)


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_other_code_stays(cell: str) -> None:
    found = clean(cell)
    assert (found.cells[0].source, found.secrets, found.changes) == (cell, (), ())


def test_copies_of_a_secret_are_removed_from_files() -> None:
    found = clean(f'api_key = "{VALUE}"')
    files = (PlannedFile("a.md", f"It is {VALUE}.".encode()), PlannedFile("b.png", b"\xff\x00"))
    cleaned = found.clean(files)
    assert VALUE.encode() not in cleaned[0].content
    assert cleaned[0].content.startswith(b"It is ")
    assert cleaned[1] == files[1]


def test_files_without_a_secret_stay() -> None:
    files = (PlannedFile("a.md", b"words"),)
    assert clean("a = 1").clean(files) == files
