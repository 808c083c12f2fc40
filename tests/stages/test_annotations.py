"""Annotations that something may look at stay values."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import defined

LOOKED_AT: dict[str, str] = {
    "the fields of a dataclass": "from dataclasses import dataclass, fields\n@dataclass\nclass A:\n    x: int\nfields(A)",
    "a decorator of the notebook": "def d(f):\n    return f\n@d\ndef g(x: int):\n    return x",
    "by name": "def f(x: int):\n    return x\nf.__annotations__",
    "type hints": "from typing import get_type_hints\ndef f(x: int):\n    return x\nget_type_hints(f)",
    "a base that may read them": "import pydantic\nclass A(pydantic.BaseModel):\n    x: int",
    "a function that is passed on": "def f(x: int):\n    return x\nregister(f)",
}
NOT_LOOKED_AT: dict[str, str] = {
    "a function that is called": "def f(x: int) -> int:\n    return x\nf(1)",
    "no annotations": "def d(f):\n    return f\n@d\ndef g(x):\n    return x",
    "a cached function": "from functools import cache\n@cache\ndef f(x: int):\n    return x\nf(1)",
    "methods of a plain class": "class A:\n    def f(self, x: int) -> int:\n        return x\nA().f(1)",
    "they are strings in the notebook": "from __future__ import annotations\ndef f(x: int):\n    return x\nf.__annotations__",
}


@pytest.mark.parametrize("cell", LOOKED_AT.values(), ids=LOOKED_AT)
def test_looked_at(cell: str) -> None:
    assert defined(cell).annotated


@pytest.mark.parametrize("cell", NOT_LOOKED_AT.values(), ids=NOT_LOOKED_AT)
def test_not_looked_at(cell: str) -> None:
    assert not defined(cell).annotated
