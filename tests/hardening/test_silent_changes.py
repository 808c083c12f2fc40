"""Places whose meaning has changed in the installed libraries are named, and are the likely cause of a later failure."""

from __future__ import annotations

import pytest

from mlscaffold.environments.interpreter import Installed, Interpreter
from mlscaffold.hardening import silent_changes
from mlscaffold.hardening.silent_changes import likely_cause
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell

READ = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"
NAMED: dict[str, str] = {
    "a comparison with object": "texts = [c for c in df.columns if df[c].dtype == 'object']",
    "the plural": "texts = [c for c in df if df[c].dtypes == 'object']",
    "all columns": "texts = df.select_dtypes('object')",
    "the class": "if df['a'].dtype == object:\n    print(1)",
}
KEPT: dict[str, str] = {
    "both kinds": "texts = df.select_dtypes(['object', 'str'])",
    "numbers": "numbers = df.select_dtypes('number')",
    "another type": "flag = df['a'].dtype == 'float64'",
    "an API that was removed loudly": "df.append(df)",
}


def remarks(monkeypatch: pytest.MonkeyPatch, code: str, version: str = "3.0.1") -> list[str]:
    found = Interpreter("python", "3.12.0", (Installed("pandas", "pandas", version),))
    monkeypatch.setattr(silent_changes, "query", lambda *_: found)
    cells = (PythonCell(1, READ), PythonCell(2, code))
    return [str(one.location) for one in silent_changes.silent_changes(cells, "python")]


@pytest.mark.parametrize("code", NAMED.values(), ids=NAMED.keys())
def test_named(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    assert remarks(monkeypatch, code) == ["cell 2, line 1"]


@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT.keys())
def test_kept(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    assert remarks(monkeypatch, code) == []


def test_an_older_library_has_the_old_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert remarks(monkeypatch, NAMED["a comparison with object"], "2.3.0") == []


def test_the_last_place_before_a_failure_is_its_likely_cause() -> None:
    found = [
        silent_changes.Remark(f"a. {silent_changes.WHY}", Location(2)),
        silent_changes.Remark("Something else.", Location(3)),
        silent_changes.Remark(f"b. {silent_changes.WHY}", Location(9)),
    ]
    assert likely_cause(found, 4) == "Likely cause: cell 2, line 1: a."
    assert likely_cause(found, 1) == ""
