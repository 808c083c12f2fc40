"""Third-party modules, and the distributions that provide them."""

from __future__ import annotations

import pytest

from mlscaffold.rules.reproducibility.undeclared_dependency import (
    declared,
    distributions,
    imported,
    normal,
    split,
)
from tests.rules.lint_targets import lint_target_of_source

IMPORTED: dict[str, tuple[str, list[str]]] = {
    "plain ones": ("import numpy as np, pandas.api", ["numpy", "pandas"]),
    "from a package": ("from sklearn.svm import SVC", ["sklearn"]),
    "in a function": ("def f():\n    import numpy", ["numpy"]),
    "each once": ("import numpy\nfrom numpy import array", ["numpy"]),
    "the standard library": ("import os\nfrom json import dumps", []),
    "a relative one": ("from . import a", []),
    "one that may fail": ("try:\n    import numpy\nexcept ImportError:\n    pass", []),
    "in another try": ("try:\n    import numpy\nexcept KeyError:\n    pass", ["numpy"]),
    "a module of notebooks": ("from IPython.display import display\nimport autotime", []),
}


@pytest.mark.parametrize(("source", "modules"), IMPORTED.values(), ids=IMPORTED.keys())
def test_imported(source: str, modules: list[str]) -> None:
    assert [each.module for each in imported(lint_target_of_source(source))] == modules


def test_a_sibling_file_hides_no_library_but_explains_an_unknown_module() -> None:
    file = lint_target_of_source("import ours\nimport numpy", files=("ours.py", "numpy.py"))
    assert [each.module for each in imported(file)] == ["numpy"]


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("sklearn.svm", {"scikit-learn", "sklearn"}),
        ("numpy", {"numpy"}),
        ("cv2", {"opencv-python", "cv2"}),
        ("ours", set()),
    ],
)
def test_distributions(module: str, names: set[str]) -> None:
    found = distributions(module)
    assert found <= names | {"opencv-python-headless"}
    assert bool(found) == bool(names)


def test_install_lines_declare() -> None:
    file = lint_target_of_source("%pip install umap_learn==0.5\n", declared=(("Numpy", ">=2"),))
    assert declared(file) == {"numpy": ">=2", "umap-learn": "==0.5"}


@pytest.mark.parametrize(
    ("requirement", "found"),
    [
        ("pandas", ("pandas", "")),
        ("pandas==3.0", ("pandas", "==3.0")),
        ("plotnine[all]>=1", ("plotnine", ">=1")),
        ("a_b @ git+https://x.y/z", ("a-b", "@ git+https://x.y/z")),
    ],
)
def test_split(requirement: str, found: tuple[str, str]) -> None:
    assert split(requirement) == found


def test_normal() -> None:
    assert normal("Foo_.Bar") == "foo-bar"
