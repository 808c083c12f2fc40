from __future__ import annotations

import pytest

from mlscaffold.migrations import table
from mlscaffold.migrations.pattern import metavariable, parsed
from mlscaffold.migrations.table import Migration, libraries, migrations, words
from tests.migrations.rows import ROWS, found, known

ALL = tuple(one for library in libraries() for one in migrations(library))
LINES = tuple(line for lines in libraries().values() for line in lines)


@pytest.mark.parametrize("migration", ALL, ids=lambda one: f"{one.library}: {one.old}")
def test_a_migration_is_whole(migration: Migration) -> None:
    assert migration.fix in {"safe", "unsafe", "look", "along"}
    assert migration.change.library
    assert migration.severity in {"error", "warning"}
    assert migration.fix != "safe" or migration.new


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("\t")[1])
def test_the_new_form_knows_all_its_metavariables(line: str) -> None:
    import ast

    one = next(table._expanded(line))
    if one.is_name or not one.new:
        return
    old, new = ({metavariable(part) for part in ast.walk(parsed(text))} for text in (one.old, one.new))
    assert new <= old | {""}


def test_alternatives_are_written_out_on_both_sides() -> None:
    line = 'safe\t_x.f(a={"b">"c"|"d"})\t_x.g({})\t-\t-\tpandas\tdf'
    assert [(one.old, one.new) for one in table._expanded(line)] == [
        ('_x.f(a="b")', '_x.g("c")'),
        ('_x.f(a="d")', '_x.g("d")'),
    ]


def test_a_row_with_too_few_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 columns instead of 7"):
        list(table._expanded("safe\t_x"))


def test_a_row_that_nobody_knows_is_refused() -> None:
    with pytest.raises(LookupError, match="no row of pandas"):
        _ = Migration("safe", "_x", "_y", (), "", "pandas", "df.nothing").change


def test_old_code_holds_one_of_the_words() -> None:
    holding = [row.old for row in ROWS if found(row.old, known(row))]
    assert [old for old in holding if not any(word in old for word in words())] == []
    assert "a = b + 1" not in words()


def test_the_words_keep_most_code_away() -> None:
    assert not any(word in "total = price * count" for word in words())
