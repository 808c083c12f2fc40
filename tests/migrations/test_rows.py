"""Every change that ruff does not fix: its old code is found and migrated, its new code stays."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

from mlscaffold.migrations.library_changes import LibraryChange
from tests.migrations.rows import DATA, FIGURE, IMPORTS, ROWS, fixed, found, known, name, normal

LIBRARIES = ("matplotlib", "numpy", "pandas", "scikit-learn")
FOUND, MIGRATED = 573, 531
OTHERWISE = {
    "a.itemset(0, 1)": "a.flat[0] = 1",
    "m.fit_generator([(X, Y)])": "m.fit([(X, Y)])",
    'm.save("mdir")': 'm.save("mdir.keras")',
    'pd.read_csv("data.csv", warn_bad_lines=False)': 'pd.read_csv("data.csv")',
    'pd.DataFrame.from_items([("a", [1])])': 'pd.DataFrame(dict([("a", [1])]))',
    "from sklearn.linear_model import LinearRegression\nLinearRegression(normalize=True).fit(X, yr)": (
        "from sklearn.linear_model import LinearRegression\nLinearRegression().fit(X, yr)"
    ),
    "import urllib\nurllib.quote": "import urllib\nurllib.parse.quote",
    "import keras.backend as K\nK.mean(X)": "import keras.backend as K\nkeras.ops.mean(X)",
    "import statsmodels.formula.api as sm\nsm.OLS": "import statsmodels.formula.api as sm\nOLS",
}
"""Where the table's new code holds only for its own data, or says the same in another way."""
UNFIT = {
    "fig.add_axes(": "needs a place",
    "writer.save()": "needs a file",
    "df.tshift(": "needs dates",
    "s.str.": "needs text",
    "MultiTask": "needs two targets",
}
"""Rows whose code cannot run on the data of these tests."""
NEEDED = {"sns.": "seaborn", "seaborn": "seaborn", "scipy": "scipy", "read_html": "lxml", "xcel": "openpyxl"}
LEFT = tuple(row for row in ROWS if found(row.old, known(row)))
SAME = tuple(row for row in LEFT if normal(fixed(row).source, fixed(row).imports) == normal(row.new))


def test_most_rows_are_found() -> None:
    assert len(LEFT) >= FOUND


def test_most_rows_become_their_new_code() -> None:
    assert len(SAME) >= MIGRATED


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_new_code_is_not_found(row: LibraryChange) -> None:
    assert [match.change.pattern for match in found(row.new, known(row))] == []


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_migrated_code_stays(row: LibraryChange) -> None:
    result = fixed(row)
    code = "\n".join((*result.imports, result.source))
    compile(code, "row", "exec")
    assert not [match for match in found(code, known(row)) if match.change.fix != "manual"]


@pytest.mark.parametrize(("old", "new"), OTHERWISE.items(), ids=OTHERWISE.keys())
def test_equivalent_new_code(old: str, new: str) -> None:
    [row] = [row for row in ROWS if row.old == old]
    assert fixed(row).source == new


def test_silent_changes_are_found() -> None:
    silent = [row for row in ROWS if row.silent]
    assert [row.old for row in silent if row not in LEFT] == []
    assert len(silent) >= 14


@pytest.mark.parametrize("row", [row for row in SAME if row.library in LIBRARIES], ids=name)
def test_new_code_runs(row: LibraryChange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = fixed(row)
    code = "\n".join((*result.imports, result.source))
    figure = FIGURE if "fig." in code or "ax." in code else ""
    missing = [root for word, root in NEEDED.items() if word in code and not find_spec(root)]
    unfit = [why for start, why in UNFIT.items() if start in row.old]
    if missing or unfit or "data." in code:
        pytest.skip(str(missing or unfit or "needs a file"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(IMPORTS + DATA + figure + code, "row", "exec"), {})
    if row.library == "matplotlib":
        sys.modules["matplotlib.pyplot"].close("all")
