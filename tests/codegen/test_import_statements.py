from __future__ import annotations

import pytest

from mlscaffold.codegen.import_statements import Imports, block, imports_of, with_local_imports
from tests.stages.notebooks import traced


def imports(*cells: str) -> Imports:
    return imports_of(traced(*cells).statements, {"tools"}, "buyers")


TEXTS: dict[str, tuple[str, str, str]] = {
    "a module": ("import os", "os", "import os"),
    "a short name": ("import numpy as np", "np", "import numpy as np"),
    "a name of a module": ("from os import path", "path", "from os import path"),
    "a new name": ("from os import path as p", "p", "from os import path as p"),
    "a new name that is the old one": ("from os import path as path", "path", "from os import path"),
    "a submodule": ("import os.path", "os", "import os.path"),
    "a module next to the notebook": ("import tools", "tools", "from buyers import tools"),
    "one next to the notebook, under another name": (
        "import tools as t",
        "t",
        "from buyers import tools as t",
    ),
    "a name of a module next to it": ("from tools import f", "f", "from buyers.tools import f"),
    "a relative import": ("from .tools import f", "f", "from buyers.tools import f"),
}
MISSING: dict[str, tuple[str, str]] = {
    "another name": ("import os", "sys"),
    "the old name": ("import numpy as np", "numpy"),
    "an import inside a function": ("def f():\n    import os", "os"),
    "the project's own helper": ("from mlscaffold.project import logger", "logger"),
}
BLOCKS: dict[str, tuple[list[str], str]] = {
    "none": ([], ""),
    "sorted": (["import os", "import csv"], "import csv\nimport os"),
    "joined": (["from a import c", "from a import b"], "from a import b, c"),
    "not joined": (["from a import b", "from c import d"], "from a import b\nfrom c import d"),
    "imported twice": (["import os", "import os"], "import os"),
}


@pytest.mark.parametrize(("cell", "name", "text"), TEXTS.values(), ids=TEXTS)
def test_the_import_of_a_name(cell: str, name: str, text: str) -> None:
    assert imports(cell).texts(name, 5) == (text,)


@pytest.mark.parametrize(("cell", "name"), MISSING.values(), ids=MISSING)
def test_a_name_that_is_not_imported(cell: str, name: str) -> None:
    assert imports(cell).texts(name, 5) == ()


def test_an_import_applies_from_its_statement_on() -> None:
    found = imports("from a import f", "x = f()", "from b import f", "y = f()")
    assert [found.texts("f", index) for index in (1, 3)] == [("from a import f",), ("from b import f",)]
    assert found.conflicts("f")


def test_submodules_are_imported_together() -> None:
    found = imports("import os", "import os.path")
    assert found.texts("os", 0) == ("import os", "import os.path")
    assert not found.conflicts("os")


@pytest.mark.parametrize(("texts", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_a_block(texts: list[str], expected: str) -> None:
    assert block(texts) == expected


INSIDE: dict[str, tuple[str, str]] = {
    "in a function": ("def f():\n    import tools", "def f():\n    from buyers import tools"),
    "a name in a function": ("def f():\n    from tools import a", "def f():\n    from buyers.tools import a"),
    "in a block": ("if a:\n    import tools as t", "if a:\n    from buyers import tools as t"),
    "among the loaded modules": ("a = 'tools' in sys.modules", "a = 'buyers.tools' in sys.modules"),
    "a loaded module": ("a = sys.modules['tools']", "a = sys.modules['buyers.tools']"),
    "by its name": ("a = importlib.import_module('tools')", "a = importlib.import_module('buyers.tools')"),
}
AS_IT_IS: dict[str, str] = {
    "another module": "def f():\n    import os",
    "a module of the package": "from .tools import a",
    "from the package already": "from buyers import tools",
    "a variable of that name": "tools = 1\nprint(tools)",
    "a text": "a = 'tools' in names",
    "another loaded module": "a = 'os' in sys.modules  # not tools",
}


@pytest.mark.parametrize(("before", "after"), INSIDE.values(), ids=INSIDE)
def test_imports_inside_come_from_the_package(before: str, after: str) -> None:
    assert with_local_imports(before, frozenset({"tools"}), "buyers") == after


@pytest.mark.parametrize("text", AS_IT_IS.values(), ids=AS_IT_IS)
def test_other_code_stays(text: str) -> None:
    assert with_local_imports(text, frozenset({"tools"}), "buyers") == text
