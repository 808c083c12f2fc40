from __future__ import annotations

import libcst as cst
import pytest

from mlscaffold.codegen.rename import Renaming, rename

VARIABLE = Renaming({"a": "b"}, {"a": "b"})
CALLED = Renaming({"f": "g"}, {}, {"f": ("rate",)})
CHANGED: dict[str, tuple[Renaming, str, str]] = {
    "read": (VARIABLE, "print(a)", "print(b)"),
    "bound": (VARIABLE, "a = 1", "b = 1"),
    "unpacked": (VARIABLE, "a, (x, a) = y", "b, (x, b) = y"),
    "annotated": (VARIABLE, "a: int = 1", "b: int = 1"),
    "changed in place": (VARIABLE, "a += a", "b += b"),
    "an element of it": (VARIABLE, "a[0].a = a", "b[0].a = b"),
    "deleted": (VARIABLE, "del a", "del b"),
    "a walrus": (VARIABLE, "if (a := 1): pass", "if (b := 1): pass"),
    "a loop": (VARIABLE, "for a in a: pass", "for b in b: pass"),
    "a with": (VARIABLE, "with f() as a: a()", "with f() as b: b()"),
    "an f-string": (VARIABLE, 'f"{a}"', 'f"{b}"'),
    "the value of a keyword": (VARIABLE, "f(a=a)", "f(a=b)"),
    "a default of another parameter": (VARIABLE, "def f(x=a): return x", "def f(x=b): return x"),
    "shared by `global`": (
        VARIABLE,
        "def f():\n    global a\n    a = 1",
        "def f():\n    global b\n    b = 1",
    ),
    "inside a comprehension over something else": (VARIABLE, "[a for x in a]", "[b for x in b]"),
    "a call passes the globals": (CALLED, "f(1)", "g(1, rate=rate)"),
    "a function as an argument": (CALLED, "map(f, x)", "map(partial(g, rate=rate), x)"),
    "an argument has its new name": (
        Renaming({"rate": "rate_"}, {}, {"f": ("rate",)}),
        "f(1)",
        "f(1, rate=rate_)",
    ),
    "a function that keeps its name": (
        Renaming({}, {}, {"f": ("rate",)}, named=frozenset({"f"})),
        "g = [f]",
        "g = [update_wrapper(partial(f, rate=rate), f)]",
    ),
    "a parameter with a new name": (
        Renaming({"rate": "rate_"}, {}, {"f": ("rate",)}, {"rate": "rate_"}),
        "f(1)",
        "f(1, rate_=rate_)",
    ),
    "the base of a class of the same name": (
        Renaming({"A": "A_cell2"}, {"A": "A_cell2"}, head={"A": "A_cell1"}),
        "class A(A):\n    x = A",
        "class A_cell2(A_cell1):\n    x = A_cell2",
    ),
    "a default that is an earlier function": (
        Renaming({}, {}, head={"f": "f_cell1"}),
        "def f(x, old=f):\n    return f",
        "def f(x, old=f_cell1):\n    return f",
    ),
    "bound only, not read": (Renaming({}, {"a": "b"}), "a = a", "b = a"),
    "read only, not bound": (Renaming({"a": "b"}, {}), "a = a", "a = b"),
}
KEPT: dict[str, tuple[Renaming, str]] = {
    "an attribute": (VARIABLE, "x.a"),
    "a keyword": (VARIABLE, "f(a=1)"),
    "a parameter and its uses": (VARIABLE, "def f(a):\n    return a"),
    "a local variable": (VARIABLE, "def f():\n    a = 1\n    return a"),
    "a local name bound by unpacking": (VARIABLE, "def f():\n    x, *a = y\n    return a"),
    "a local loop variable": (VARIABLE, "def f():\n    for a in x:\n        print(a)"),
    "the parameter of a lambda": (VARIABLE, "lambda a: a"),
    "the variable of a comprehension": (VARIABLE, "[a for a in x]"),
    "an inner loop of a comprehension": (VARIABLE, "{a for x in y for a in x}"),
    "an import": (VARIABLE, "from a import a"),
    "a text": (VARIABLE, 'x = "a"'),
    "the name of a function": (Renaming({}, {}, {"f": ("rate",)}), "f.__name__"),
    "another function": (CALLED, "h(1)"),
    "a method of the same name": (CALLED, "x.f(1)"),
    "a parameter that hides the function": (CALLED, "def h(f):\n    return f(1)"),
}


@pytest.mark.parametrize(("renaming", "source", "expected"), CHANGED.values(), ids=CHANGED)
def test_names_are_replaced(renaming: Renaming, source: str, expected: str) -> None:
    assert renaming.applies_to(source)
    assert rename(cst.parse_module(source), renaming).code == expected


@pytest.mark.parametrize(("renaming", "source"), KEPT.values(), ids=KEPT)
def test_names_stay(renaming: Renaming, source: str) -> None:
    assert rename(cst.parse_module(source), renaming).code == source


def test_a_text_without_the_names_is_unchanged() -> None:
    assert not CALLED.applies_to("x = 1")
