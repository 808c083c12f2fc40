"""Classes whose full name something shows."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import defined

CLASS = "class A:\n    pass"
SHOWN: dict[str, str] = {
    "its type is printed": "a = A()\nprint(type(a))",
    "the class is printed": "print(A)",
    "in an f-string": "b = f'{A}'",
    "displayed": "A",
    "its module": "A.__module__",
    "the type of what is caught": "try:\n    pass\nexcept ValueError as e:\n    print(type(e))",
    "types of many": "for a in things:\n    print(type(a))",
}
NOT_SHOWN: dict[str, str] = {
    "its plain name": "a = A()\nprint(type(a).__name__)",
    "compared": "a = A()\nb = type(a) is A",
    "an instance": "a = A()\nprint(a)",
    "the type of something else": "b = [1]\nprint(type(b))",
    "stored too": "import pickle\nprint(A)\npickle.dumps(A())",
}


@pytest.mark.parametrize("use", SHOWN.values(), ids=SHOWN)
def test_shown(use: str) -> None:
    assert defined(CLASS, use).shown == {0}


@pytest.mark.parametrize("use", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_not_shown(use: str) -> None:
    assert defined(CLASS, use).shown == frozenset()


FUNCTION = "def f():\n    return 1"


def test_a_function_whose_module_is_looked_at() -> None:
    assert defined(FUNCTION, "print(f.__module__)").shown == {0}
    assert defined(FUNCTION, "print(f.__name__)").shown == frozenset()


def test_a_lambda_whose_full_name_is_looked_at() -> None:
    assert defined("f = lambda: 1", "print(f.__qualname__)").shown == {0}
    assert defined("f = lambda: 1", "print(f.__name__)").shown == frozenset()
