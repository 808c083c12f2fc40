"""The signature of a stage's function: parameters, result, and their annotations with the imports they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mlscaffold.codegen.config_fields import Field, Settings
from mlscaffold.codegen.local_imports import LocalImports
from mlscaffold.codegen.rename import Renaming
from mlscaffold.stages.stage import Observation, Stage

PLAIN = {
    "int": "int", "float": "float", "str": "str", "bool": "bool", "bytes": "bytes", "complex": "complex",
    "list": "list[Any]", "dict": "dict[Any, Any]", "set": "set[Any]", "tuple": "tuple[Any, ...]",
}  # fmt: skip
NAMED = {
    "pandas.DataFrame": ("pd.DataFrame", "import pandas as pd"),
    "pandas.Series": ("pd.Series", "import pandas as pd"),
    "pandas.Index": ("pd.Index", "import pandas as pd"),
    "numpy.ndarray": ("np.ndarray", "import numpy as np"),
    "polars.DataFrame": ("pl.DataFrame", "import polars as pl"),
    "polars.LazyFrame": ("pl.LazyFrame", "import polars as pl"),
    "polars.Series": ("pl.Series", "import polars as pl"),
    "matplotlib.figure.Figure": ("Figure", "from matplotlib.figure import Figure"),
    "matplotlib.axes.Axes": ("Axes", "from matplotlib.axes import Axes"),
}
OBSERVED = (
    "pandas.DataFrame",
    "pandas.Series",
    "numpy.ndarray",
    "sklearn.",
    "xgboost.",
    "lightgbm.",
    "imblearn.",
)
"""Types that an annotation may have from a run only: classes without type parameters."""
FAMILIES = ("sklearn.", "xgboost.", "lightgbm.", "imblearn.", "catboost.")


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What all functions of a project have in common.

    Args:
        notebook: name of the notebook's file.
        settings: the configuration.
        renamings: new names, by statement number.
        renamed: new names of variables.
        figures: for each cell that draws, the stem of its figure's file.
        producers: for each stage's name, the producers of its inputs, by the input's name.
        consumed: names that are inputs of a stage.
        reserved: names that no annotation may use.
        observations: the observed outputs of a run, by stage and name.
        local_imports: the imports inside of stages.
        shown: numbers of the classes whose full name is shown.
    """

    notebook: str
    settings: Settings
    renamings: Mapping[int, Renaming]
    renamed: Mapping[str, str]
    figures: Mapping[int, str]
    producers: Mapping[str, Mapping[str, str]]
    consumed: frozenset[str]
    reserved: frozenset[str]
    observations: Mapping[tuple[str, str], Observation] = field(default_factory=dict)
    procedures: frozenset[str] = frozenset()
    local_imports: LocalImports = field(default_factory=LocalImports)
    shown: frozenset[int] = frozenset()

    def name(self, name: str) -> str:
        """Return the name of a variable in the project."""
        return self.renamed.get(name, name)

    def observation(self, stage: str, name: str) -> Observation | None:
        """Return the observation of a stage's output, None if there is none."""
        return self.observations.get((stage, self.name(name)))


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation and the import statement that it needs ("" for none)."""

    text: str
    needs: str = ""


ANY = Annotation("Any", "from typing import Any")


def annotation(kind: str, reserved: frozenset[str]) -> Annotation:
    """Return the annotation for a qualified type.

    Args:
        kind: the type, "" if it is unknown.
        reserved: names that have another meaning in the module.
    """
    if kind in PLAIN:
        text = PLAIN[kind]
        return Annotation(text, "from typing import Any" if "Any" in text else "")
    if kind in NAMED:
        text, needs = NAMED[kind]
        return ANY if text.split(".")[0] in reserved else Annotation(text, needs)
    if kind.startswith(FAMILIES):
        module, _, name = kind.rpartition(".")
        public = ".".join(part for part in module.split(".") if not part.startswith("_"))
        return (
            ANY
            if name in reserved or not name[:1].isupper()
            else Annotation(name, f"from {public} import {name}")
        )
    return ANY


def parameters(
    stage: Stage, fields: Sequence[Field], context: FunctionContext
) -> tuple[list[str], list[str]]:
    """Return the parameters of a stage's function and the imports of their annotations."""
    types = stage.units[0].traced.env.types if stage.units else {}
    rebound = {n for u in stage.units for n in u.effects.binds | u.effects.maybe}
    found, needs = [], []
    for name in stage.inputs:
        kind = types.get(name, "") or _observed_type(
            context.producers[stage.name].get(name, ""), name, context
        )
        scalar = kind in {"int", "float", "str", "bool", "list", "dict", "set", "tuple"}
        note = ANY if scalar and name in rebound else annotation(kind, context.reserved)
        found.append(f"{context.name(name)}: {note.text}")
        needs.append(note.needs)
    found += [f"{f.name}: {f.annotation}" for f in fields]
    needs += ["from pathlib import Path"] if any(f.annotation == "Path" for f in fields) else []
    return found, [n for n in needs if n]


def result_of(stage: Stage, context: FunctionContext) -> tuple[str, list[str]]:
    """Return the annotation of a stage's result and its imports."""
    types: dict[str, str] = {}
    for unit in stage.units:
        types.update(unit.traced.env.types)
        types.update(dict(unit.effects.types))
    notes: list[Annotation] = [
        annotation(types.get(n, "") or _observed_type(stage.name, n, context), context.reserved)
        for n in stage.outputs
    ]
    notes = [ANY if n in stage.unset else note for n, note in zip(stage.outputs, notes, strict=True)]
    needs = [note.needs for note in notes if note.needs]
    if not notes:
        return "None", []
    if len(notes) == 1:
        return notes[0].text, needs
    return f"tuple[{', '.join(note.text for note in notes)}]", needs


def _observed_type(stage: str, name: str, context: FunctionContext) -> str:
    """Return the observed type of an output, "" if it was not observed or cannot be an annotation."""
    found = context.observation(stage, name)
    return found.kind if found and found.kind.startswith(OBSERVED) else ""
