"""Inferred types as annotations, with the imports that they need."""

from __future__ import annotations

from dataclasses import dataclass

PLAIN = {
    "int": "int", "float": "float", "str": "str", "bool": "bool", "bytes": "bytes", "complex": "complex",
    "list": "list[Any]", "dict": "dict[Any, Any]", "set": "set[Any]", "tuple": "tuple[Any, ...]",
}  # fmt: skip
NAMED = {
    "pandas.DataFrame": ("pd.DataFrame", "import pandas as pd"),
    "pandas.Series": ("pd.Series", "import pandas as pd"),
    "pandas.Index": ("pd.Index", "import pandas as pd"),
    "numpy.ndarray": ("np.ndarray", "import numpy as np"),
    "matplotlib.figure.Figure": ("Figure", "from matplotlib.figure import Figure"),
    "matplotlib.axes.Axes": ("Axes", "from matplotlib.axes import Axes"),
}
SEEN = (
    "pandas.DataFrame",
    "pandas.Series",
    "numpy.ndarray",
    "sklearn.",
    "xgboost.",
    "lightgbm.",
    "imblearn.",
)
"""Types that an annotation may take from a run: of classes that type checkers take as they are."""
FAMILIES = ("sklearn.", "xgboost.", "lightgbm.", "imblearn.", "catboost.")


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation and the import statement that it needs ("" for none)."""

    text: str
    needs: str = ""


ANY = Annotation("Any", "from typing import Any")


def annotation(kind: str, taken: frozenset[str]) -> Annotation:
    """Return the annotation for a qualified type.

    Args:
        kind: the type, "" where it is unknown.
        taken: names that stand for something else in the module.
    """
    if kind in PLAIN:
        text = PLAIN[kind]
        return Annotation(text, "from typing import Any" if "Any" in text else "")
    if kind in NAMED:
        text, needs = NAMED[kind]
        return ANY if text.split(".")[0] in taken else Annotation(text, needs)
    if kind.startswith(FAMILIES):
        module, _, name = kind.rpartition(".")
        public = ".".join(part for part in module.split(".") if not part.startswith("_"))
        return (
            ANY
            if name in taken or not name[:1].isupper()
            else Annotation(name, f"from {public} import {name}")
        )
    return ANY
