"""The state of a notebook while its statements are followed in order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis.leakage.leak import Place
from mlscaffold.analysis.leakage.reading import marks_of
from mlscaffold.analysis.leakage.rows import Held, Rows
from mlscaffold.analysis.leakage.values import Data, Estimator, Fit, Mark, Marks, Scalar, Trial, Value

STEPS = 30_000  # more than the longest real notebook takes; it ends mutual recursion
DEPTH = 5  # calls of functions of the notebook in each other
NESTED = 120  # expressions in each other; Python itself ends a deeper recursion with an error


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows were split at random into train and test parts.

    Args:
        rows: the rows that were split.
        marks: what went into them.
        place: the call.
        grouped: whether it keeps groups together.
        folds: whether it is one of a cross validation.
    """

    rows: Held
    marks: Marks
    place: Place
    grouped: bool
    cut: Hashable


@dataclass(slots=True)
class Machine:
    """What is known at one point of the notebook, and what has happened so far.

    Args:
        evaluate: follows an expression.
        run: follows statements.
        called: follows a call of a value.
    """

    evaluate: Callable[[Machine, ast.expr | None], Value]
    run: Callable[[Machine, Sequence[ast.stmt]], None]
    called: Callable[[Machine, Value, Given], Value]
    scope: dict[str, Value] = field(default_factory=dict)
    cell: int = 0
    stack: tuple[int, ...] = ()
    returned: list[Value] = field(default_factory=list)
    fits: list[tuple[int, Fit]] = field(default_factory=list)
    forwards: dict[Trial, Estimator] = field(default_factory=dict)
    trials: dict[Trial, None] = field(default_factory=dict)
    scored: set[Trial] = field(default_factory=set)
    splits: dict[Split, None] = field(default_factory=dict)
    repeats: dict[Hashable, Place] = field(default_factory=dict)
    files: set[Hashable] = field(default_factory=set)
    folded: set[Hashable] = field(default_factory=set)
    slices: set[Hashable] = field(default_factory=set)
    loops: list[int] = field(default_factory=list)
    steps: int = 0
    nested: int = 0
    made: int = 0
    looping: int = 0

    def site(self, node: ast.AST) -> Hashable:
        """Return what names a place in the code, with the calls that lead to it."""
        return (id(node), self.stack)

    def place(self, node: ast.expr, text: str) -> Place:
        """Return a node of the cell that is being followed."""
        return Place(self.cell, node, text)

    def source(self, node: ast.AST) -> Data:
        """Return data that comes from outside."""
        where = self.site(node)
        return Data(rows=frozenset({Rows(where)}), table=where)

    def estimator(self, name: str = "model", carries: bool = True, predicts: bool = True) -> Estimator:
        """Return a new estimator."""
        self.made += 1
        return Estimator(name, self.made, carries, predicts)

    def mark(self, kind: str, rows: Held, node: ast.expr, text: str) -> Marks:
        """Return the mark of a place, none where no rows went into it."""
        return frozenset({Mark(kind, rows, self.place(node, text))}) if rows else frozenset()

    def trained_on(self, trials: frozenset[Trial]) -> None:
        """Keep that what networks made of rows was used to train them."""
        for trial in trials & self.forwards.keys():
            owner = self.forwards[trial]
            fit = Fit(trial.rows, trial.marks, trial.place)
            owner.fits.append(fit)
            self.trials.pop(trial, None)
            self.fits.append((owner.number, fit))


@dataclass(slots=True)
class Given:
    """What a call was given.

    Args:
        node: the call.
        positional: positional arguments.
        named: keyword arguments.
    """

    node: ast.Call
    positional: list[Value]
    named: dict[str, Value]

    def get(self, position: int | None, *names: str) -> Value:
        """Return an argument by its position or one of its names, None where it is not given."""
        for name in names:
            if name in self.named:
                return self.named[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def constant(self, position: int | None, *names: str) -> object:
        """Return an argument that is a constant, None where it is not."""
        value = self.get(position, *names)
        return value.value if isinstance(value, Scalar) else None

    @property
    def method(self) -> str:
        """The name of the method that is called, "" for a function."""
        return self.node.func.attr if isinstance(self.node.func, ast.Attribute) else ""

    def all(self) -> Iterator[Value]:
        """Yield all arguments."""
        yield from self.positional
        yield from self.named.values()

    def marks(self) -> Marks:
        """Return all that went into the arguments."""
        found: Marks = frozenset()
        for value in self.all():
            found |= marks_of(value)
        return found

    def by_column(self) -> bool:
        """Say whether the call works along the columns of each row."""
        return self.constant(None, "axis") in {1, "columns", -1}
