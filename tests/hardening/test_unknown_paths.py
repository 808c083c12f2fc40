"""Without a run, the calls are named that read files of which the path is not known."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.unknown_paths import unknown_paths
from tests.stages.notebooks import traced

HEAD = "import io\nimport pandas as pd\nfrom pathlib import Path\nBASE = 'data'\n"
UNKNOWN = {
    "a parameter": "def f(name):\n    return pd.read_csv(name + '.csv')",
    "a loop": "for y in (1, 2):\n    pd.read_csv(f'sales_{y}.csv')",
    "a result": "a = pd.read_csv(find())",
}
KNOWN = {
    "a literal": "a = pd.read_csv('a.csv')",
    "a variable": "a = pd.read_csv(BASE + '/a.csv')",
    "a path": "a = pd.read_csv(Path(BASE) / 'a.csv')",
    "a file that is written": "a.to_csv(f'{name}.csv')",
    "a buffer": "a = pd.read_csv(io.StringIO(text))",
}


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown(source: str) -> None:
    [remark] = unknown_paths(traced(HEAD, source).statements, "workspace")
    assert remark.what.startswith("The path in `pd.read_csv(")
    assert remark.location is not None
    assert remark.location.cell == 2


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN)
def test_known(source: str) -> None:
    assert list(unknown_paths(traced(HEAD, source).statements, "workspace")) == []
