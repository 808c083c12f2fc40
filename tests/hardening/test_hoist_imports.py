"""Imports of Python's own modules move before the blocks around them if that changes nothing."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.statements import split
from mlscaffold.hardening.hoist_imports import hoist_imports

MOVED: dict[str, tuple[str, str]] = {
    "before a call": (
        "if a:\n    import subprocess; subprocess.run('b')",
        "import subprocess\nif a:\n    subprocess.run('b')",
    ),
    "after a call": ("if a:\n    b(); import os", "import os\nif a:\n    b()"),
    "on a line of its own": (
        "for a in b:\n    import os\n    os.remove(a)",
        "import os\nfor a in b:\n    os.remove(a)",
    ),
    "in a nested block": (
        "with a:\n    if b:\n        import os.path\n        c()",
        "import os.path\nwith a:\n    if b:\n        c()",
    ),
    "each once": (
        "if a:\n    import os\n    b()\nelse:\n    import os\n    c()",
        "import os\nif a:\n    b()\nelse:\n    c()",
    ),
    "a part of a module": (
        "if a:\n    from os import path as p\n    p()",
        "from os import path as p\nif a:\n    p()",
    ),
    "comments stay": (
        "# first\nif a:\n    # second\n    import os; b()  # third",
        "import os\n# first\nif a:\n    # second\n    b()  # third",
    ),
}
STAYS: dict[str, str] = {
    "the only statement of a block": "if a:\n    import os\nelse:\n    b()",
    "a library's": "if a:\n    import numpy\n    b()",
    "a module that not every system has": "if a:\n    import winreg\n    b()",
    "of a package next to it": "if a:\n    from . import os\n    b()",
    "in a function": "if a:\n    def b():\n        import os\n        return os",
    "in a class": "if a:\n    class B:\n        import os\n        c = os.sep",
    "a name with another meaning": "os = 1\nif a:\n    import os\n    b()",
    "two modules of one name": "if a:\n    import json as j\n    b()\nelse:\n    import pickle as j\n    b()",
    "with a comment of its own": "if a:\n    import os  # needed here\n    b()",
    "a name that the notebook sets": "import math\nmath.pi = 3\nif a:\n    from math import pi\n    b(pi)",
    "after a reload": "import importlib, math\nimportlib.reload(math)\nif a:\n    from math import pi\n    b(pi)",
    "no block": "import os\nos.remove('a')",
}


def early(source: str) -> str:
    return "\n".join(statement.source for statement in hoist_imports(split(1, source, silent=False)))


@pytest.mark.parametrize(("source", "expected"), MOVED.values(), ids=MOVED)
def test_imports_that_move(source: str, expected: str) -> None:
    assert early(source) == expected
    assert early(expected) == expected


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_imports_that_stay(source: str) -> None:
    assert early(source) == source


def test_locations_and_displayed_values_stay() -> None:
    first, second, last = hoist_imports(split(3, "if a:\n    import os; b()\nc", silent=False))
    assert [(one.location.cell, one.location.line) for one in (first, second, last)] == [
        (3, 1),
        (3, 1),
        (3, 3),
    ]
    assert [one.display for one in (first, second, last)] == [False, False, True]


def test_imports_of_opted_out_cells_stay() -> None:
    statements = split(1, "if a:\n    import os; b()", silent=False)
    assert hoist_imports(statements, frozenset({1})) == statements
