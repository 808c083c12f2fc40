from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.diagnosis import SHORT_NAMES, cause
from mlscaffold.migrations.placeholders import FREQUENCIES, frequency, matches_kind, may_match_kind
from tests.migrations.rows import KNOWN, found

ENV = Environment({"np": "numpy"}, {"df": "pandas.DataFrame", "s": "pandas.Series"})
TABLE = {
    "a frame": ("frame", "df", True, True),
    "a series is no frame": ("frame", "s", False, False),
    "an unknown name may be a frame": ("frame", "x", False, True),
    "an item of an unknown name is a column": ("frame", 'x["a"]', False, False),
    "a module is no frame": ("frame", "np", False, False),
    "an axis": ("axis", "1", True, True),
    "a variable is rarely an axis": ("axis", "other", False, False),
    "ragged lists": ("ragged", "[[1], [1, 2]]", True, True),
    "lists of one length": ("ragged", "[[1], [2]]", False, False),
    "an unknown list may be ragged": ("ragged", "rows", False, True),
    "anything": ("x", "1 + 2", True, True),
}


@pytest.mark.parametrize(("kind", "source", "sure", "lenient"), TABLE.values(), ids=TABLE)
def test_matches_of_a_metavariable(kind: str, source: str, sure: bool, lenient: bool) -> None:
    node = ast.parse(source, mode="eval").body
    assert (matches_kind(kind, node, ENV), may_match_kind(kind, node, ENV)) == (sure, lenient)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("M", "ME", id="a unit"),
        pytest.param("15T", "15min", id="a number"),
        pytest.param("A-MAR", "YE-MAR", id="an anchor"),
        pytest.param("AS-MAR", "YS-MAR", id="an anchored start"),
        pytest.param("M-MAR", "", id="a unit without anchors"),
        pytest.param("D", "", id="a current unit"),
    ],
)
def test_frequency(old: str, new: str) -> None:
    assert frequency(old) == new


@pytest.mark.parametrize("old", FREQUENCIES)
def test_check_and_diagnosis_agree_on_frequencies(old: str) -> None:
    source = f's.asfreq("{old}")'
    [match] = found(source, KNOWN)
    explained = cause(f"ValueError: Invalid frequency: {old}. Failed", source, SHORT_NAMES)
    assert match.change.version == "3.0.0"
    assert explained is not None
    assert (explained.old, explained.new) == (f'"{old}"', f'"{FREQUENCIES[old]}"')
