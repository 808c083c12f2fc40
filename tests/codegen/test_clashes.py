from __future__ import annotations

import pytest

from mlscaffold.codegen.clashes import clashing, renamings
from mlscaffold.stages.definitions import define
from tests.stages.notebooks import traced

CLASHES: dict[str, tuple[str, dict[str, str]]] = {
    "a builtin that is used": ("a = sum([1])\nsum = a", {"sum": "sum_"}),
    "an import": ("import time\ntime = 3", {"time": "time_"}),
    "a function": ("def total():\n    return 1\ntotal = total()", {"total": "total_"}),
    "a name of every module": ("Path = 'a'", {"Path": "Path_"}),
    "the new name is in use": ("a = sum([1])\nsum_ = a\nsum = sum_", {"sum": "sum__"}),
    "a loop variable": ("a = id(1)\nfor id in [1]:\n    pass", {"id": "id_"}),
}
CLEAR: dict[str, str] = {
    "a plain name": "total = 1",
    "a builtin that nothing else uses": "sum = 1\nb = sum",
    "an import alone": "import time\na = time.time()",
    "two imports of one name": "from a import f\nfrom b import f\nf()",
    "a function defined again": "def f():\n    return 1\ndef f():\n    return 2",
    "a parameter": "def f(sum):\n    return sum\na = sum([1])",
    "an attribute": "import time\na.time = 3",
}


@pytest.mark.parametrize(("cell", "expected"), CLASHES.values(), ids=CLASHES)
def test_a_clash(cell: str, expected: dict[str, str]) -> None:
    flow = traced(cell)
    assert clashing(flow.statements, define(flow)) == expected


@pytest.mark.parametrize("cell", CLEAR.values(), ids=CLEAR)
def test_no_clash(cell: str) -> None:
    flow = traced(cell)
    assert clashing(flow.statements, define(flow)) == {}


def test_renames_by_statement() -> None:
    flow = traced("a = sum([1])", "sum = a", "b = sum")
    found = renamings(flow.statements, define(flow))
    assert {i: (dict(r.loads), dict(r.stores)) for i, r in found.items()} == {
        1: ({}, {"sum": "sum_"}),
        2: ({"sum": "sum_"}, {}),
    }


def test_calls_pass_the_globals_of_a_function() -> None:
    flow = traced("rate = [1]\nrate.append(2)", "def f():\n    return rate", "a = f()")
    assert dict(renamings(flow.statements, define(flow))[3].extra) == {"f": ("rate",)}


def test_a_parameter_is_renamed_with_the_variable() -> None:
    flow = traced("partial = [1]\npartial.append(2)", "def f():\n    return partial", "a = f()")
    found = renamings(flow.statements, define(flow))
    assert (found[2].loads, found[3].parameters) == ({"partial": "partial_"}, {"partial": "partial_"})


def test_a_method_reads_a_clashing_variable_that_is_bound_later() -> None:
    flow = traced(
        "class A:\n    def f(self):\n        return max", "max = [1]\nmax.append(2)", "A().f()\nb = min(1, 2)"
    )
    assert renamings(flow.statements, define(flow))[0].loads == {"max": "max_"}


def test_a_builtin_that_is_defined_and_deleted() -> None:
    flow = traced("def len(x):\n    return 99\na = len([1])\ndel len", "b = len([1])")
    found = renamings(flow.statements, define(flow))
    assert clashing(flow.statements, define(flow)) == {"len": "len_"}
    assert (found[0].stores, found[1].loads, found[2].stores) == (
        {"len": "len_"},
        {"len": "len_"},
        {"len": "len_"},
    )
    assert 3 not in found
