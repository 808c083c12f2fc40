from __future__ import annotations

import libcst as cst
import pytest

from mlscaffold.codegen.docstrings import document

CHANGED: dict[str, tuple[str, str]] = {
    "a function": (
        "def older_than(x):\n    return x > 1\n",
        'def older_than(x):\n    """Older than.\n\nSource: n.ipynb, cell 4.\n"""\n    return x > 1\n',
    ),
    "a function on one line": (
        "def double(x): return 2 * x\n",
        'def double(x):\n    """Double.\n\nSource: n.ipynb, cell 4.\n"""\n    return 2 * x\n',
    ),
    "a class and its methods": (
        "class BagOfWords:\n    def __init__(self):\n        self.n = 1\n",
        (
            'class BagOfWords:\n    """Bag of words.\n\nSource: n.ipynb, cell 4.\n"""\n'
            '    def __init__(self):\n        """Implement `__init__`."""\n        self.n = 1\n'
        ),
    ),
    "the methods of a class that has one": (
        'class A:\n    """Words."""\n    def count(self):\n        return 1\n',
        'class A:\n    """Words."""\n    def count(self):\n        """Count."""\n        return 1\n',
    ),
}
KEPT: dict[str, str] = {
    "a function with a docstring": 'def f(x):\n    """Words."""\n    return x\n',
    "a variable": "f = 1\n",
    "a function inside a function": 'def f(x):\n    """Words."""\n    def g():\n        return x\n    return g\n',
    "a lambda": "f = lambda x: x\n",
}


@pytest.mark.parametrize(("source", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_docstring_is_added(source: str, expected: str) -> None:
    assert document(cst.parse_module(source), "n.ipynb, cell 4").code == expected


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_nothing_is_added(source: str) -> None:
    assert document(cst.parse_module(source), "n.ipynb, cell 4").code == source
