"""A statement in three roles."""

from __future__ import annotations

import ast

from mlscaffold.analysis.raw_rows.path_parts import emitted


def test_a_statement_has_a_form_for_each_role() -> None:
    fit, apply = ast.parse("a = 1\nb = 2").body
    found = emitted([fit, apply, None], frozenset({"a"}), selects=True)
    assert (found.fit, found.apply, found.keep, found.selects) == (fit, apply, None, True)
