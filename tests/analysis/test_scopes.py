"""Local and free names of functions, lambdas and classes."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    SCOPES,
    comprehension_parts,
    comprehension_targets,
    names_of,
    outer_nodes,
    own_nodes,
    parameters,
    stores,
)

NAMES = [
    # what, source, bound, free, rebinds
    ("parameters of all kinds", "def f(a, /, b, *c, d, **e): return a, b, c, d, e, x", "a b c d e", "x", ""),
    ("a default is no part of the body", "def f(a=x): return a", "a", "", ""),
    ("an assignment makes a name local", "def f():\n    x = y\n    return x", "x", "y", ""),
    ("local even where it is read first", "def f():\n    print(x)\n    x = 1", "x", "print", ""),
    ("augmented", "def f():\n    x += 1", "x", "", ""),
    ("global", "def f():\n    global n\n    n = m", "", "m", "n"),
    ("global augmented", "def f():\n    global n\n    n += 1", "", "n", "n"),
    ("global that is only read", "def f():\n    global n\n    return n", "", "n", ""),
    ("global further in", "def f():\n    def g():\n        global n\n        n = 1\n    g()", "g", "", "n"),
    ("nonlocal", "def f():\n    c = 0\n    def g():\n        nonlocal c\n        c += k\n    return g", "c g", "k", ""),
    ("a function inside", "def f():\n    def g(x=d): return x, y\n    return g", "g", "d y", ""),
    ("what a function inside takes from around it", "def f(a):\n    def g(): return a, b\n    return g", "a g", "b", ""),
    ("a lambda inside", "def f(): return lambda x: x + k", "", "k", ""),
    ("a comprehension", "def f(xs): return [x + k for x in xs]", "xs", "k", ""),
    ("a comprehension over its own name", "def f(): return [x for x in x]", "", "x", ""),
    ("a walrus in a comprehension", "def f(xs):\n    [y := x for x in xs]\n    return y", "xs y", "", ""),
    ("loops, with, except, imports", "def f():\n    for a in z:\n        with w as b: import c.d as e, g.h\n    try: pass\n    except E as i: pass",
     "a b e g i", "E w z", ""),
    ("match", "def f(p):\n    match p:\n        case {'k': v, **r}: pass\n        case [a, *b] as w: pass", "a b p r v w", "", ""),
    ("del makes a name local", "def f():\n    del x", "x", "", ""),
    ("an attribute is not a name", "def f(): a.b = c.d", "", "a c", ""),
    ("a class", "class K:\n    n = m\n    def f(self): return n, k", "f n", "k m n", ""),
    ("a class that reads what it binds", "class K:\n    n = n", "n", "n", ""),
    ("a class that reads what it has bound", "class K:\n    n = 1\n    m = n", "m n", "", ""),
    ("a class inside", "def f():\n    class K(Base):\n        x = y\n    return K", "K", "Base y", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "bound", "free", "rebinds"), [n[1:] for n in NAMES], ids=[n[0] for n in NAMES]
)
def test_names_of_a_scope(source: str, bound: str, free: str, rebinds: str) -> None:
    node = ast.parse(source).body[0]
    assert isinstance(node, SCOPES)
    found = names_of(node)
    assert (found.bound, found.free) == (frozenset(bound.split()), frozenset(free.split()))
    assert found.rebinds == frozenset(rebinds.split())


def test_a_walrus_in_a_lambda_is_its_own() -> None:
    node = ast.parse("lambda a: (q := a + k)", mode="eval").body
    assert isinstance(node, ast.Lambda)
    assert (names_of(node).bound, names_of(node).free) == ({"a", "q"}, {"k"})


def test_parameters_come_in_order_and_a_class_has_none() -> None:
    function, kind = ast.parse("def f(a, *b, c, **d): pass\nclass K(a): pass").body
    assert isinstance(function, ast.FunctionDef)
    assert isinstance(kind, ast.ClassDef)
    assert parameters(function) == ("a", "c", "b", "d")
    assert parameters(kind) == ()


OUTER = [
    ("a function", "@deco(a)\ndef f(x: b = c, *, y=d) -> e: return g", "a b c d deco e"),
    ("a class", "@deco\nclass K(Base, metaclass=M):\n    x = y", "Base M deco"),
]


@pytest.mark.parametrize(("source", "names"), [o[1:] for o in OUTER], ids=[o[0] for o in OUTER])
def test_parts_of_a_definition_that_run_at_once(source: str, names: str) -> None:
    node = ast.parse(source).body[0]
    assert isinstance(node, SCOPES)
    found = {n.id for part in outer_nodes(node) for n in ast.walk(part) if isinstance(n, ast.Name)}
    assert found == set(names.split())


def test_own_nodes_stop_at_inner_scopes() -> None:
    node = ast.parse("def f():\n    a\n    def g(x=b): c\n    [d for d in e]\n    lambda: h").body[0]
    found = {n.id for n in own_nodes(node) if isinstance(n, ast.Name)}
    assert found == {"a", "b"}


def test_a_comprehension_evaluates_its_first_iterable_outside() -> None:
    node = ast.parse("{k: v for k, *v in a if b for c in d if e}", mode="eval").body
    assert isinstance(node, COMPREHENSIONS)
    first, rest = comprehension_parts(node)
    assert ast.unparse(first) == "a"
    assert [ast.unparse(part) for part in rest] == ["b", "d", "e", "k", "v"]
    assert comprehension_targets(node) == {"k", "v", "c"}


def test_imports_bind_their_first_part_or_their_new_name() -> None:
    nodes = ast.parse("import a.b, c.d as e\nfrom f import g as h, i").body
    assert [stores(node) for node in nodes] == [("a", "e"), ("h", "i")]
