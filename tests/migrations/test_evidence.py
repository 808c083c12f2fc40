from __future__ import annotations

import pytest

from mlscaffold.migrations.changes import Change
from mlscaffold.migrations.code_facts import read
from mlscaffold.migrations.evidence import SHORT_NAMES, form, has_form, has_keyword, has_positions

DROP = Change("pandas", "2", 'df.drop("a", 1)', 'df.drop("a", axis=1)', "signature", "a.b")
HIST = Change("matplotlib", "3", "plt.hist(x, normed=True)", "plt.hist(x, density=True)", "renamed", "a.b")
MONTHS = Change(
    "pandas", "3", 'ts.resample("M")', 'ts.resample("ME")', "renamed", "a.b", "ValueError: 'M' is gone"
)
ARRAY = Change(
    "numpy", "1", "np.array([[1], [1, 2]])", "np.array([[1], [1, 2]], dtype=object)", "behaviour", "a.b"
)


@pytest.mark.parametrize(
    ("source", "there"),
    [
        pytest.param("df.drop(['a', 'b'], 1)", True, id="a number"),
        pytest.param("df.drop('a', 'columns')", True, id="an axis by name"),
        pytest.param("df.drop(*where)", True, id="what is not written out"),
        pytest.param("df.drop('a', axis=1)", False, id="the new form"),
        pytest.param("df.drop('a', other)", False, id="something else by position"),
        pytest.param("df.pop('a', 1)", False, id="another method"),
    ],
)
def test_arguments_by_position(source: str, there: bool) -> None:
    assert has_positions(form(DROP), 3, read(source, SHORT_NAMES)) == there


@pytest.mark.parametrize(
    ("source", "there"),
    [
        pytest.param("plt.hist(a, normed=1)", True, id="with another value"),
        pytest.param("ax.hist(a, normed=True)", True, id="as a method"),
        pytest.param("plt.hist(a, **style)", True, id="perhaps in a dictionary"),
        pytest.param("plt.hist(a, density=True)", False, id="the new keyword"),
        pytest.param("np.hist(a, normed=True)", False, id="of another library"),
        pytest.param("hist(a, normed=True)", False, id="of the notebook"),
    ],
)
def test_keywords(source: str, there: bool) -> None:
    assert has_keyword(form(HIST), "normed", read(source, SHORT_NAMES)) == there


@pytest.mark.parametrize(
    ("change", "source", "there"),
    [
        pytest.param(MONTHS, "s.resample('M').sum()", True, id="the constant of the message"),
        pytest.param(MONTHS, "s.resample('D').sum()", False, id="another constant"),
        pytest.param(ARRAY, "np.array(rows)", True, id="without the keyword that is needed now"),
        pytest.param(ARRAY, "np.array(rows, dtype=float)", False, id="with it"),
    ],
)
def test_forms(change: Change, source: str, there: bool) -> None:
    assert has_form(form(change), read(source, SHORT_NAMES)) == there
