"""The path of a file that a call writes and returns is shown by accident."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.written_paths import shows_written_path
from tests.stages.notebooks import traced

HEAD = "import joblib, shutil\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("joblib.dump(model, 'm.pkl')", True, id="a model"),
        pytest.param("shutil.copy('a', 'b')", True, id="a copy"),
        pytest.param("paths = joblib.dump(model, 'm.pkl')", False, id="a value that is kept"),
        pytest.param("joblib.load('m.pkl')", False, id="a file that is read"),
        pytest.param("joblib.dump(model, 'm.pkl')\nx = 1", False, id="not shown"),
    ],
)
def test_shows(source: str, expected: bool) -> None:
    assert shows_written_path(traced(HEAD + source).statements[1]) is expected
