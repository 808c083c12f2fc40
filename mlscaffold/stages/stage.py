"""What a stage is: a function-to-be with its inputs and outputs."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.stages.statement_roles import Section, Unit


@dataclass(frozen=True, slots=True)
class Stage:
    """A group of statements that becomes one function.

    Args:
        name: the function's name.
        module: the module it stands in, without suffix.
        role: what it is for: load, clean, features, split, train, evaluate, export, plot, explore or analyze.
        section: the heading under which it begins.
        units: its statements, in order.
        inputs: names that it takes, in the order in which they are made.
        outputs: names that it returns.
        copied: inputs that it copies before it changes them.
        changed: inputs that it changes in place, because sharing may matter.
        unset: outputs that may stay unbound, so that they start as None.
        models: outputs that are fitted models.
        metrics: outputs that are measures of a model.
        after: names of earlier stages on whose files or global state it relies.
    """

    name: str
    module: str
    role: str
    section: Section
    units: tuple[Unit, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[int, ...]:
        """The numbers of the cells that it comes from."""
        return tuple(sorted({unit.cell for unit in self.units}))
