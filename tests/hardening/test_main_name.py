"""`__name__` is what it is in a notebook."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.statements import split
from mlscaffold.hardening.main_name import keep_main_name

REPLACED: dict[str, tuple[str, list[str]]] = {
    "a guard": ('if __name__ == "__main__":\n    a = 1\n    b = a', ["a = 1", "b = a"]),
    "the other way round": ("if '__main__' == __name__:\n    a = 1", ["a = 1"]),
    "on one line": ('if __name__ == "__main__": a = 1', ["a = 1"]),
    "comments stay": ('# c\nif __name__ == "__main__":\n    # d\n    a = 1', ["# c\n# d\na = 1"]),
    "with an else": ('if __name__ == "__main__":\n    a = 1\nelse:\n    a = 2', ["a = 1"]),
    "not equal": ('if __name__ != "__main__":\n    a = 1\nelse:\n    a = 2', ["a = 2"]),
    "never": ('if __name__ != "__main__":\n    a = 1', []),
    "another branch": ('if __name__ == "x":\n    a = 1\nelif b:\n    a = 2', ["if b:\n    a = 2"]),
    "a later branch": ('if __name__ == "x":\n    a = 1\nelif __name__ == "__main__":\n    a = 2', ["a = 2"]),
    "a value": ("a = __name__", ['a = "__main__"']),
    "in a function": ("def f():\n    return __name__", ['def f():\n    return "__main__"']),
    "in an f-string": ('a = f"{__name__}"', ["a = f\"{'__main__'}\""]),
    "with another test": ('if __name__ == "__main__" and b:\n    a = 1', ["if True and b:\n    a = 1"]),
    "a logger whose name is shown": (
        "import logging\nlogging.basicConfig()\nlog = logging.getLogger(__name__)",
        ["import logging", "logging.basicConfig()", 'log = logging.getLogger("__main__")'],
    ),
}
KEPT: dict[str, str] = {
    "the name of a function": "a = f.__name__",
    "a text": "a = '__name__'",
    "another test": "if x:\n    a = 1",
    "a logger": "log = logging.getLogger(__name__)",
    "bound by the notebook": "__name__ = 'a'; print(__name__)",
    "a keyword": "f(__name__=1)",
}


@pytest.mark.parametrize(("cell", "expected"), REPLACED.values(), ids=REPLACED)
def test_replaced(cell: str, expected: list[str]) -> None:
    found, _ = keep_main_name(split(1, cell, silent=False))
    assert [statement.source for statement in found] == expected


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_kept(cell: str) -> None:
    statements = split(1, cell, silent=False)
    assert keep_main_name(statements) == (statements, ())


def test_only_what_a_reader_should_know_is_reported() -> None:
    guard, value, never = (
        'if __name__ == "__main__":\n    a = 1',
        "a = __name__",
        'if __name__ != "__main__":\n    a = 1',
    )
    found = [keep_main_name(split(1, cell, silent=False))[1] for cell in (guard, value, never)]
    assert [[change.kind for change in changes] for changes in found] == [[], ["rewritten"], ["dropped"]]
