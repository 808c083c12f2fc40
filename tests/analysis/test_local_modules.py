"""What importing a module in the notebook's folder does."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.local_modules import local_modules

ACTIVE: dict[str, str] = {
    "it prints": "print('loaded')",
    "it reads the environment": "import os\nLEVEL = os.environ['LEVEL']",
    "it reads a file": "TEXT = open('a.txt').read()",
    "it sets an option": "import pandas as pd\npd.options.mode.copy_on_write = True",
    "a class prints": "class A:\n    print('made')",
    "a default is computed": "def f(x=now()):\n    return x",
}
QUIET: dict[str, str] = {
    "functions": "def f(x=1):\n    return x",
    "constants": "A = 1\nB = [A, 2]",
    "a class": "class A:\n    x = 1\n    def f(self):\n        print(self.x)",
    "a guard": "if __name__ == '__main__':\n    print('run')",
    "a pattern": "import re\nP = re.compile('a')",
    "not Python": "def (",
}


@pytest.mark.parametrize("text", ACTIVE.values(), ids=ACTIVE)
def test_active(text: str) -> None:
    assert local_modules({"a": [text]}).active == {"a"}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_quiet(text: str) -> None:
    assert local_modules({"a": [text]}).active == frozenset()


def test_a_module_that_imports_an_active_one_is_active() -> None:
    assert local_modules({"a": ["import b"], "b": ["print(1)"], "c": ["x = 1"]}).active == {"a", "b"}


def test_names_that_functions_rebind() -> None:
    assert local_modules({"a": ["R = 1\ndef f():\n    global R\n    R = 2"]}).rebound == {("a", "R")}
