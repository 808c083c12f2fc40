"""Cells that are allowed to fail."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.statements import split
from mlscaffold.hardening.allowed_failures import catch_allowed_failures

CAUGHT = 'except Exception as error:\n    print(f"{type(error).__name__}: {error}")'
CHANGED: dict[str, tuple[str, str]] = {
    "all of it": ("a = 1\nb = 1 / 0\nc = 2", f"try:\n    a = 1\n    b = 1 / 0\n    c = 2\n{CAUGHT}"),
    "what it shows": ("a = {}\na['b']", f"try:\n    a = {{}}\n    display(a['b'])\n{CAUGHT}"),
    "a silent end": ("f();", f"try:\n    f()\n{CAUGHT}"),
    "an import": ("import missing", f"try:\n    import missing\n{CAUGHT}"),
    "lines of a text": ('a = """x\ny"""\nf(a)', f'try:\n    a = """x\ny"""\n    display(f(a))\n{CAUGHT}'),
    "a comment": ("# why\na = f()", f"# why\ntry:\n    a = f()\n{CAUGHT}"),
    "the end of the session": ("exit()", f"try:\n    display(exit())\n{CAUGHT}".replace("Exc", "BaseExc")),
    "a function first": (
        "def f():\n    return 1\nf()",
        f"def f():\n    return 1\ntry:\n    display(f())\n{CAUGHT}",
    ),
}
KEPT: dict[str, str] = {
    "a function": "def f(a, *b, c):\n    return a",
    "functions": "def f():\n    return 1\ndef g():\n    return 2",
    "an async function": "async def f():\n    return 1",
    "no statement": "# nothing",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_changed(before: str, after: str) -> None:
    found, changes = catch_allowed_failures(split(1, before, silent=before.endswith(";")), frozenset({1}))
    assert "\n".join(one.source for one in found) == after
    assert [change.kind for change in changes] == ["rewritten"]
    assert ast.parse(after)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_kept(text: str) -> None:
    statements = split(1, text, silent=False)
    assert catch_allowed_failures(statements, frozenset({1})) == (statements, ())


@pytest.mark.parametrize(("before", "_after"), CHANGED.values(), ids=CHANGED)
def test_other_cells_are_kept(before: str, _after: str) -> None:
    statements = split(2, before, silent=False)
    assert catch_allowed_failures(statements, frozenset({1})) == (statements, ())


def test_defaults_and_decorators_may_fail() -> None:
    for text in (
        "def f(a=missing):\n    return a",
        "@missing\ndef f():\n    return 1",
        "def f(a: missing): ...",
    ):
        found, _ = catch_allowed_failures(split(1, text, silent=False), frozenset({1}))
        assert found[0].source.startswith("try:")


def test_the_error_has_a_name_of_its_own() -> None:
    statements = (*split(1, "f()", silent=True), *split(2, "error = 1", silent=False))
    first, *_ = catch_allowed_failures(statements, frozenset({1}))[0]
    assert "except Exception as failure:" in first.source
