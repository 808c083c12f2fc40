"""Filters that ignore every warning are dropped; narrow ones stay."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds

NAME = "warnings-filter"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "all warnings": ('warnings.filterwarnings("ignore")\n', ""),
    "by keyword": ('warnings.filterwarnings(action="ignore")\n', ""),
    "the simple filter": ("warnings.simplefilter('ignore')\n", ""),
    "a name of its own": ("filterwarnings('ignore')\n", ""),
    "the class of all warnings": ('warnings.filterwarnings("ignore", category=Warning)\n', ""),
    "in a function": (
        'def f():\n    warnings.filterwarnings("ignore")\n    return 1\n',
        "def f():\n    return 1\n",
    ),
    "alone in a block": ('if x:\n    warnings.filterwarnings("ignore")\n', "if x:\n    pass\n"),
    "beside others on its line": (
        'import warnings; warnings.filterwarnings("ignore")\n',
        "import warnings\n",
    ),
}
KEPT: dict[str, str] = {
    "one category": 'warnings.filterwarnings("ignore", category=FutureWarning)\n',
    "one category by position": 'warnings.simplefilter("ignore", FutureWarning)\n',
    "one message": 'warnings.filterwarnings("ignore", "Found unknown")\n',
    "one module": 'warnings.filterwarnings("ignore", module="seaborn")\n',
    "another action": 'warnings.filterwarnings("error")\n',
    "for some lines only": 'with warnings.catch_warnings():\n    warnings.simplefilter("ignore")\n    fit()\n',
    "a function of another library": 'mine.filterwarnings("ignore")\n',
    "computed options": 'warnings.filterwarnings("ignore", **options)\n',
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_dropped_filters_are_reported() -> None:
    assert kinds(NAME, 'warnings.filterwarnings("ignore")') == ["dropped"]


def test_a_function_of_the_notebook_with_that_name_stays() -> None:
    source = 'filterwarnings("ignore")\n'
    assert apply(NAME, source, rebound=frozenset({"filterwarnings"})) == source
