from __future__ import annotations

import pytest

from mlscaffold.codegen.signature import ANY, Annotation, annotation

KNOWN: dict[str, tuple[str, str, str]] = {
    "a plain type": ("int", "int", ""),
    "a container": ("dict", "dict[Any, Any]", "from typing import Any"),
    "a frame": ("pandas.DataFrame", "pd.DataFrame", "import pandas as pd"),
    "an array": ("numpy.ndarray", "np.ndarray", "import numpy as np"),
    "a figure": ("matplotlib.figure.Figure", "Figure", "from matplotlib.figure import Figure"),
    "a model": ("sklearn.svm.SVC", "SVC", "from sklearn.svm import SVC"),
    "a private module in the path": ("sklearn.svm._classes.SVC", "SVC", "from sklearn.svm import SVC"),
}
UNKNOWN: dict[str, tuple[str, frozenset[str]]] = {
    "no type": ("", frozenset()),
    "an unknown library": ("acme.Thing", frozenset()),
    "no class": ("sklearn.datasets.load_iris", frozenset()),
    "`pd` is something else": ("pandas.DataFrame", frozenset({"pd"})),
    "the class's name is reserved": ("sklearn.svm.SVC", frozenset({"SVC"})),
}


@pytest.mark.parametrize(("kind", "text", "needs"), KNOWN.values(), ids=KNOWN)
def test_a_known_type(kind: str, text: str, needs: str) -> None:
    assert annotation(kind, frozenset({"other"})) == Annotation(text, needs)


@pytest.mark.parametrize(("kind", "reserved"), UNKNOWN.values(), ids=UNKNOWN)
def test_anything_else(kind: str, reserved: frozenset[str]) -> None:
    assert annotation(kind, reserved) == ANY
