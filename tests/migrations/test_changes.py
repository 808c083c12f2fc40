from __future__ import annotations

import ast
import re

import pytest

from mlscaffold.migrations import changes as changes_module
from mlscaffold.migrations.changes import Change, changes

KINDS = {
    "behaviour",
    "default",
    "deprecated",
    "moved",
    "removed",
    "renamed",
    "signature",
    "still-works",
}


def test_the_table_is_read_once_and_in_full() -> None:
    assert len(changes()) > 500
    assert changes() is changes()


@pytest.mark.parametrize("change", changes(), ids=lambda change: f"{change.library}: {change.old}")
def test_a_change_is_whole(change: Change) -> None:
    ast.parse(change.old)
    ast.parse(change.new)
    assert change.old != change.new
    assert change.kind in KINDS
    assert "." in change.source
    assert re.search(r"\d", change.version)
    assert not change.error or ": " in change.error
    assert change.ruff_fix in {"yes", "no", "unsafe", "flag-only"}


def test_no_change_stands_there_twice() -> None:
    keys = [(change.library, change.old, change.error) for change in changes()]
    assert len(keys) == len(set(keys))


def test_what_holds_for_several_names_is_told_of_each() -> None:
    old = {change.old for change in changes() if change.library == "matplotlib"}
    assert {'plt.style.use("seaborn-white")', 'plt.style.use("seaborn-whitegrid")'} <= old


def test_line_breaks_of_code_and_of_strings_are_kept_apart() -> None:
    [parser] = [change for change in changes() if "date_parser" in change.old]
    [imputer] = [
        change for change in changes() if change.old.startswith("from sklearn.preprocessing import Imputer")
    ]
    assert "\n" not in parser.old
    assert len(imputer.old.splitlines()) == 2


def test_where_there_is_nothing_new_there_is_no_cure() -> None:
    [panel] = [change for change in changes() if change.old == "pd.Panel()"]
    [ix] = [change for change in changes() if change.old == 'df.ix[0, "a"]']
    assert (panel.cure, ix.cure) == ("", 'df.loc[0, "a"]')


def test_the_root_is_what_is_imported() -> None:
    roots = {change.library: change.root for change in changes()}
    assert (roots["scikit-learn"], roots["pandas"]) == ("sklearn", "pandas")


def test_a_row_with_too_few_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 columns instead of 11"):
        list(changes_module._expanded("pandas\t2.0"))
