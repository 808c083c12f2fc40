from __future__ import annotations

import ast
import re

import pytest

from mlscaffold.migrations import library_changes
from mlscaffold.migrations.library_changes import (
    AFTER_FAILURE,
    LibraryChange,
    changes,
    libraries,
    patterns,
    words,
)
from mlscaffold.migrations.pattern import metavariable, parsed
from tests.migrations.rows import ROWS, found, known

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
ALL = tuple(one for library in libraries() for one in patterns(library))
TABLE = tuple(row for rows in libraries().values() for row in rows if row[1])
CHANGE = "1.0\tremoved\ta.b\t_\tpass\t-\t-\t-\tno\t-"


def test_the_table_is_read_once_and_in_full() -> None:
    assert len(changes()) > 600
    assert len(ALL) > 1100
    assert changes() is changes()


@pytest.mark.parametrize("change", changes(), ids=lambda change: f"{change.library}: {change.old}")
def test_a_change_is_complete(change: LibraryChange) -> None:
    ast.parse(change.old)
    ast.parse(change.new)
    assert change.old != change.new
    assert change.kind in KINDS
    assert "." in change.source
    assert re.search(r"\d", change.version)
    assert not change.error or ": " in change.error
    assert change.ruff_fix in {"yes", "no", "unsafe", "flag-only"}


def test_no_change_is_listed_twice() -> None:
    keys = [(change.library, change.old, change.error) for change in changes()]
    assert len(keys) == len(set(keys))


def test_a_change_of_several_names_is_listed_for_each() -> None:
    old = {change.old for change in changes() if change.library == "matplotlib"}
    assert {'plt.style.use("seaborn-white")', 'plt.style.use("seaborn-whitegrid")'} <= old


def test_line_breaks_of_code_and_of_strings_are_distinguished() -> None:
    [parser] = [change for change in changes() if "date_parser" in change.old]
    [imputer] = [
        change for change in changes() if change.old.startswith("from sklearn.preprocessing import Imputer")
    ]
    assert "\n" not in parser.old
    assert len(imputer.old.splitlines()) == 2


def test_code_without_a_replacement_has_no_remedy() -> None:
    [panel] = [change for change in changes() if change.old == "pd.Panel()"]
    [ix] = [change for change in changes() if change.old == 'df.ix[0, "a"]']
    assert (panel.remedy, ix.remedy) == ("", 'df.loc[0, "a"]')


def test_the_root_is_the_imported_module() -> None:
    roots = {change.library: change.root for change in changes()}
    assert (roots["scikit-learn"], roots["pandas"]) == ("sklearn", "pandas")


def test_a_row_with_too_few_columns_is_rejected() -> None:
    with pytest.raises(ValueError, match="has 2 columns instead of 16 or 5"):
        library_changes._fields("pandas\t2.0")


def test_a_row_with_five_columns_is_a_further_pattern_of_the_change_above() -> None:
    frames = [one for one in patterns("pandas") if one.old == "df.append(df2)"]
    assert {one.pattern for one in frames} >= {"_frame.append(_frame2, **_)", "_data.append(_x, **_)"}
    assert {(one.version, one.kind) for one in frames} == {("2.0.0", "removed")}


@pytest.mark.parametrize("change", ALL, ids=lambda one: f"{one.library}: {one.pattern}")
def test_a_pattern_is_complete(change: LibraryChange) -> None:
    assert change.fix in {"safe", "unsafe", "manual", "along", *AFTER_FAILURE}
    assert change.severity in {"error", "warning"}
    assert change.fix != "safe" or change.replacement


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[1])
def test_the_replacement_knows_all_its_metavariables(row: tuple[str, ...]) -> None:
    one = next(library_changes._alternatives(row))
    if one.is_name or not one.replacement:
        return
    old, new = ({metavariable(part) for part in ast.walk(parsed(t))} for t in (one.pattern, one.replacement))
    assert new <= old | {""}


def test_alternatives_are_expanded_on_both_sides() -> None:
    row = library_changes._fields(f'safe\t_x.f(a={{"b">"c"|"d"}})\t_x.g({{}})\t-\t-\tpandas\t{CHANGE}')
    assert [(one.pattern, one.replacement) for one in library_changes._alternatives(row)] == [
        ('_x.f(a="b")', '_x.g("c")'),
        ('_x.f(a="d")', '_x.g("d")'),
    ]


def test_old_code_contains_one_of_the_words() -> None:
    holding = [row.old for row in ROWS if found(row.old, known(row))]
    assert [old for old in holding if not any(word in _uses(old) for word in words())] == []
    assert "a = b + 1" not in words()


def _uses(old: str) -> str:
    """Return code without its imports, whose names other cells use; only imports stay whole."""
    lines = [line for line in old.split("\n") if not line.startswith(("import ", "from "))]
    return "\n".join(lines) or old


def test_the_words_exclude_most_code() -> None:
    assert not any(word in "total = price * count" for word in words())


@pytest.mark.parametrize(
    ("pattern", "version", "kind"),
    [
        pytest.param("sklearn.cluster.KMeans(**_)", "1.4", "default", id="clusters"),
        pytest.param("sklearn.ensemble.RandomForestClassifier(**_)", "0.22", "default", id="forests"),
        pytest.param("sklearn.metrics.plot_roc_curve", "1.2", "removed", id="plots"),
        pytest.param("pandas.rolling_mean(_x, _n, **_)", "0.23.0", "removed", id="rolling windows"),
        pytest.param("numpy.uint8(_int) + _int2", "2.0.0", "behaviour", id="small integers"),
    ],
)
def test_a_pattern_belongs_to_its_own_change(pattern: str, version: str, kind: str) -> None:
    [one] = [one for one in ALL if one.pattern == pattern]
    assert (one.version, one.kind) == (version, kind)
