from __future__ import annotations

import pytest

from mlscaffold.stages.liveness import last_writers, live_before, loop_variables, shared, shared_names, unread
from tests.stages.notebooks import running, traced

LIVE: dict[str, tuple[str, list[str]]] = {
    "read later": ("a = 1\nb = a", ["", "a", ""]),
    "bound again before it is read": ("a = 1\na = 2\nb = a", ["", "", "a", ""]),
    "changed later": ("a = []\na.append(1)", ["", "a", ""]),
    "bound in one branch only": ("a = 1\nif a:\n    a = 2\nb = a", ["", "a", "a", ""]),
    "deleted": ("a = 1\ndel a\na = 2", ["", "a", "", ""]),
    "never read": ("a = 1\nb = 2", ["", "", ""]),
}
UNREAD: dict[str, tuple[str, dict[str, int]]] = {
    "never read": ("a = 1\nb = 2", {"a": 0, "b": 1}),
    "read": ("a = 1\nb = a", {"b": 1}),
    "only displayed": ("a = 1\nprint(a)", {"a": 0}),
    "bound again after it was read": ("a = 1\nb = a\na = 2", {"a": 2, "b": 1}),
    "deleted": ("a = 1\ndel a", {}),
}
SHARED: dict[str, tuple[str, dict[str, set[str]]]] = {
    "a second name": ("a = []\nb = a", {"a": {"b"}, "b": {"a"}}),
    "over several": ("a = []\nb = a\nc = b", {"a": {"b", "c"}, "b": {"a", "c"}, "c": {"a", "b"}}),
    "a number": ("a = 1\nb = a + 1", {}),
    "a length": ("a = []\nb = len(a)", {}),
    "two of a kind": ("a = []\nb = []", {}),
}


@pytest.mark.parametrize(("cell", "expected"), LIVE.values(), ids=LIVE)
def test_live_before(cell: str, expected: list[str]) -> None:
    assert ["".join(sorted(names)) for names in live_before(running(cell))] == expected


def test_names_live_at_the_end_are_live_before() -> None:
    assert live_before(running("a = 1\nb = 2"), frozenset({"a"})) == [set(), {"a"}, {"a"}]


@pytest.mark.parametrize(("cell", "expected"), UNREAD.values(), ids=UNREAD)
def test_unread(cell: str, expected: dict[str, int]) -> None:
    assert unread(running(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), SHARED.values(), ids=SHARED)
def test_shared(cell: str, expected: dict[str, set[str]]) -> None:
    assert {name: others - {name} for name, others in shared(running(cell)).items()} == expected
    assert shared_names(traced(cell)) == expected.keys()


def test_last_writers() -> None:
    assert last_writers(running("a = 1\nb = 2\nif b:\n    a = 3")) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("for i in y:\n    f(i)", {"i"}, id="a loop variable"),
        pytest.param("for i, v in y:\n    a = [i]\n    a.append(v)", {"a", "i", "v"}, id="temporary values"),
        pytest.param("while y:\n    b = y.pop()", {"b"}, id="another loop"),
        pytest.param("n = 0\nfor i in y:\n    n = n + i", {"i"}, id="a value that passes on"),
        pytest.param(
            "with open(y) as f:\n    for i in f:\n        b = i", {"i", "b"}, id="a loop in a block"
        ),
        pytest.param("if y:\n    a = 1", set(), id="no loop"),
        pytest.param("a = [i for i in y]", set(), id="a comprehension"),
    ],
)
def test_loop_variables(cell: str, expected: set[str]) -> None:
    assert loop_variables(running("y = [1]\n" + cell)[-1]) == expected


def test_names_of_one_object_share_one_set() -> None:
    names = [f"a{number}" for number in range(3_000)]
    found = shared(running(" = ".join(names) + " = []\nb = [a0]"))
    assert found["a0"] is found["a2999"]
    assert found["a0"] >= set(names)
