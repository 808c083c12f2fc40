from __future__ import annotations

import pytest

from mlscaffold.codegen.module_source import free_names, safe, settings_piece
from tests.stages.notebooks import READ, TRAINED, package

FREE: dict[str, tuple[str, set[str]]] = {
    "names read by a function": ("def f(x):\n    return x + y", {"y"}),
    "a default and an annotation": ("def f(x: A = b):\n    return x", {"A", "b"}),
    "a decorator": ("@cached\ndef f():\n    return 1", {"cached"}),
    "a base": ("class A(B):\n    pass", {"B"}),
    "a local variable": ("def f():\n    y = 1\n    return y", set()),
    "a parameter": ("def f(x):\n    return x", set()),
    "an attribute": ("def f(x):\n    return x.y", set()),
}
TITLES: dict[str, tuple[str, str]] = {
    "a plain title": ("Who buys?", "Who buys?"),
    "quotes": ('Say "hi"', "Say 'hi'"),
    "a backslash": ("a\\b", "ab"),
    "a long one": ("word " * 20, "word " * 11 + "word …"),
}


@pytest.mark.parametrize(("source", "names"), FREE.values(), ids=FREE)
def test_free_names(source: str, names: set[str]) -> None:
    assert free_names(source) == names


@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES)
def test_safe(title: str, expected: str) -> None:
    assert safe(title) == expected


def test_a_module() -> None:
    text = package(READ, "df.head()")["data"]
    head = text[: text.index("def ")].split("\n")
    assert [line for line in head if line] == [
        '"""Loads the data.',
        'Generated from the notebook "Who buys?".',
        '"""',
        "from __future__ import annotations",
        "import logging",
        "import pandas as pd",
        "from pathlib import Path",
        "logger = logging.getLogger(__name__)",
    ]


def test_a_module_imports_only_what_it_uses() -> None:
    modules = package("import os\nimport re", *TRAINED, "a = re.sub('a', 'b', 'c')")
    assert {name: "import re\n" in text for name, text in modules.items()} == {
        "data": False,
        "training": True,
        "pipeline": False,
        "config": False,
    }
    assert not any("import os\n" in text for text in modules.values())


def test_constants_then_definitions_then_stages() -> None:
    text = package("LIMIT = [3, 'a']", "def f(x):\n    return LIMIT + x", "total = f([1])")["analysis"]
    assert text.index("LIMIT = ") < text.index("def f(") < text.index("def compute_total(")


def test_a_shared_definition_is_imported() -> None:
    modules = package(
        "def add(x):\n    return x + 1",
        "## One",
        *TRAINED,
        "n = add(1)",
        "## Two",
        "import matplotlib.pyplot as plt\nplt.plot(add(1))\nplt.title('A')",
    )
    users = [name for name, text in modules.items() if "add(1)" in text]
    assert len(users) == 2
    assert all("from .helpers import add" in modules[name] for name in users)
    assert "def add(x)" in modules["helpers"]


def test_settings_piece() -> None:
    piece = settings_piece(["pd.set_option('a', width)"], {"width": "int"}, 3)
    assert (piece.name, piece.index) == ("apply_settings", 3)
    assert "def apply_settings(width: int) -> None:" in piece.source
    assert "    pd.set_option('a', width)\n" in piece.source


SEED = (
    "import random\nimport numpy as np\ndef fix(seed=0):\n    random.seed(seed)\n    np.random.seed(seed)\n"
)
HELPERS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "only at the beginning": (
        (SEED + "fix(3)", "a = np.random.rand()"),
        ["import random", "def fix(seed=0):", "    fix(3)"],
    ),
    "also later": (
        (SEED + "fix(3)", "a = np.random.rand()\nfix(4)"),
        ["from .helpers import fix", "    fix(3)"],
    ),
    "with a constant": (
        (
            "import numpy as np\nSEED = 7\ndef fix(seed=SEED):\n    np.random.seed(seed)\nfix()",
            "a = np.random.rand()",
        ),
        ["SEED = 7", "def fix(seed=SEED):", "    fix()"],
    ),
    "that calls another": (
        (
            "import numpy as np\ndef fix(n):\n    np.random.seed(n)\ndef fix_all():\n    fix(1)\nfix_all()",
            "a = np.random.rand()",
        ),
        ["def fix(n):", "def fix_all():", "    fix_all()"],
    ),
    "a method of a class": (
        (
            (
                "import numpy as np\nclass Setup:\n    @staticmethod\n    def apply():\n"
                "        np.set_printoptions(precision=3)\nSetup.apply()\nlabel = 'a'"
            ),
            "a = 1",
        ),
        ["class Setup:", "    Setup.apply()"],
    ),
}
STAYING: dict[str, tuple[str, ...]] = {
    "a function that reads a variable": (
        "import numpy as np\nseed = 7\ndef fix():\n    np.random.seed(seed)\nfix()",
        "a = np.random.rand()\nseed = 8",
    ),
    "a function of the same name": (
        "import numpy as np\ndef apply_settings():\n    np.set_printoptions(precision=3)\napply_settings()",
        "a = 1",
    ),
    "a function that also computes": (
        "import numpy as np\ndef fix():\n    np.random.seed(1)\n    return np.random.rand()\nfix()",
        "a = 1",
    ),
}


@pytest.mark.parametrize(("cells", "lines"), HELPERS.values(), ids=HELPERS)
def test_settings_have_the_functions_that_they_call(cells: tuple[str, ...], lines: list[str]) -> None:
    text = package(*cells)["settings"]
    assert all(f"{line}\n" in text for line in lines)


@pytest.mark.parametrize("cells", STAYING.values(), ids=STAYING)
def test_other_calls_stay_in_a_stage(cells: tuple[str, ...]) -> None:
    assert "settings" not in package(*cells)


def test_annotations_stay_values_where_code_looks_at_them() -> None:
    fields = "from dataclasses import dataclass, fields\n@dataclass\nclass A:\n    x: float\na = [f.type for f in fields(A)]"
    plain = "def f(x: float) -> float:\n    return x\na = f(1.0)"
    future = "from __future__ import annotations"
    looked_at = next(text for text in package(fields).values() if "class A" in text)
    assert future not in looked_at
    assert future in next(text for text in package(plain).values() if "def f(" in text)


def test_docstrings_are_not_added_where_code_reads_them() -> None:
    read = package("def f():\n    return 1\nprint(f.__doc__)")
    assert not any("Return `1`" in text for text in read.values())
    assert any("Return `1`" in text for text in package("def f():\n    return 1\nprint(f())").values())


def test_an_earlier_class_keeps_its_name() -> None:
    text = "\n".join(package("class A:\n    x = 1", "class A(A):\n    y = 2", "a = A().x").values())
    assert "class A(A_cell1):" in text
    assert 'A_cell1.__name__ = A_cell1.__qualname__ = "A"' in text
