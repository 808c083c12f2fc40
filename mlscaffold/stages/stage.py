"""Stages, which become functions, and what a run has shown of their outputs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from mlscaffold.stages.statement_roles import Section, StatementUnit

COLUMNS = 48  # characters of the column names in a docstring: the rest of the line holds the argument and its producer


@dataclass(frozen=True, slots=True)
class Stage:
    """A group of statements that becomes one function.

    Args:
        name: the function's name.
        module: its module, without suffix.
        role: load, make, clean, features, split, train, evaluate, export, plot, explore or analyze.
        section: the heading under which it begins.
        units: its statements, in order.
        inputs: names that it takes, in the order in which they are bound first.
        outputs: names that it returns.
        copied: inputs that it copies before it changes them.
        changed: inputs that it changes in place, because sharing may matter.
        unset: outputs that may stay unbound, so that they start as None.
        models: outputs that are fitted models.
        metrics: outputs that are metrics of a model.
        depends_on: earlier stages whose files or global state it uses.
    """

    name: str
    module: str
    role: str
    section: Section
    units: tuple[StatementUnit, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[int, ...]:
        """The numbers of its cells."""
        return tuple(sorted({unit.cell for unit in self.units}))


@dataclass(frozen=True, slots=True)
class Observation:
    """An output of a stage as a run has shown it.

    Args:
        stage: the stage.
        name: the name of the output.
        kind: its type, such as `pandas.DataFrame`.
        shape: its shape, such as (300, 5); empty if it has none.
        columns: names and types of its columns; empty if it has none.
    """

    stage: str
    name: str
    kind: str
    shape: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    def summary(self) -> str:
        """Return its columns or shape in a few words, "" if it has neither; the number of rows changes with the data."""
        if self.columns:
            names = self._first_names()
            more = len(self.columns) - len(names)
            return f"columns {', '.join(names)}{f' and {more} more' if more > 0 else ''}"
        return f"shape (n, {', '.join(map(str, self.shape[1:]))})" if len(self.shape) > 1 else ""

    def _first_names(self) -> list[str]:
        """Return the names of the first columns, as many as fit in a line."""
        names = [" ".join(name.split()) for name, _ in self.columns]
        lengths = accumulate(len(name) + 2 for name in names)
        return [name for name, length in zip(names, lengths, strict=True) if length <= COLUMNS] or names[:1]
