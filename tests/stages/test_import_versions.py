"""Which import a piece of code means."""

from __future__ import annotations

from mlscaffold.stages.import_versions import bindings_of, deferred_names, users_of, versions_of
from tests.stages.notebooks import traced

TWO = ("from operator import add as op", "from operator import mul as op")


def test_bindings() -> None:
    found = [
        (one.name, one.module, one.attribute)
        for one in bindings_of(traced("import a.b as c\nfrom d import e").statements)
    ]
    assert found == [("c", "a", "b"), ("e", "d", "e")]


def test_a_function_means_the_import_in_force_where_it_is_called() -> None:
    flow = traced(f"{TWO[0]}\ndef f(a):\n    return op(a, a)", TWO[1], "f(2)")
    assert versions_of(flow, tuple(bindings_of(flow.statements))) == ({(1, "op"): 2}, frozenset())


def test_a_function_that_is_called_under_both() -> None:
    flow = traced(f"{TWO[0]}\ndef f(a):\n    return op(a, a)\nf(2)", TWO[1], "f(2)")
    assert versions_of(flow, tuple(bindings_of(flow.statements)))[1] == {"op"}


def test_a_lambda_that_is_kept() -> None:
    flow = traced(f"{TWO[0]}\nh = {{'a': lambda a: op(a, a)}}", TWO[1], "h['a'](2)")
    assert versions_of(flow, tuple(bindings_of(flow.statements)))[1] == {"op"}


def test_a_lambda_that_is_called_at_once_is_not_deferred() -> None:
    one, other = traced("a = list(map(lambda x: op(x), [1]))", "b = [lambda x: op(x)]").statements
    assert deferred_names(one.statement.node) == frozenset()
    assert "op" in deferred_names(other.statement.node)


def test_users_through_other_functions() -> None:
    flow = traced("def f():\n    return 1\ndef g():\n    return f()", "a = g()", "b = 2")
    assert users_of(flow.statements, 0) == (2,)
