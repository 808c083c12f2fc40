"""State of the abstract execution of a notebook, and calls of the notebook's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from mlscaffold.analysis.leakage.leak import Place
from mlscaffold.analysis.leakage.provenance import joined, marks_of
from mlscaffold.analysis.leakage.rows import Rows, RowSet
from mlscaffold.analysis.leakage.values import (
    Class,
    Data,
    Estimator,
    Fit,
    Function,
    Items,
    Mark,
    Marks,
    Scalar,
    Trial,
    Value,
)

STEPS = 30_000  # more than the longest real notebook takes, so that only mutual recursion is cut off
DEPTH = 5  # nested calls of notebook functions; by judgement: deeper helpers rarely split or fit, and each level multiplies time
NESTED = 120  # nested expressions; each takes several Python frames, and Python's recursion limit is 1,000


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A random split of rows into training and test parts.

    Args:
        rows: the rows before the split.
        marks: marks of these rows.
        place: the call.
        grouped: whether it keeps groups together.
        cut: key of the split.
    """

    rows: RowSet
    marks: Marks
    place: Place
    grouped: bool
    cut: Hashable


@dataclass(slots=True)
class ExecutionState:
    """Values of all names at one point of the notebook, and the training and test runs so far.

    Args:
        evaluate: returns the value of an expression.
        run: executes statements.
        call: returns the result of calling a value.
    """

    evaluate: Callable[[ExecutionState, ast.expr | None], Value]
    run: Callable[[ExecutionState, Sequence[ast.stmt]], None]
    call: Callable[[ExecutionState, Value, Arguments], Value]
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
    chunked: set[str] = field(default_factory=set)
    folded: set[Hashable] = field(default_factory=set)
    slices: set[Hashable] = field(default_factory=set)
    loops: list[int] = field(default_factory=list)
    steps: int = 0
    nested: int = 0
    created: int = 0
    looping: int = 0

    def site(self, node: ast.AST) -> Hashable:
        """Return a key of a node and the calls that lead to it."""
        return (id(node), self.stack)

    def place(self, node: ast.expr, text: str) -> Place:
        """Return the place of a node in the current cell."""
        return Place(self.cell, node, text)

    def source(self, node: ast.AST) -> Data:
        """Return data from a new source."""
        where = self.site(node)
        return Data(rows=frozenset({Rows(where)}), table=where)

    def estimator(
        self, name: str = "model", adds_statistics: bool = True, predicts: bool = True
    ) -> Estimator:
        """Return a new estimator."""
        self.created += 1
        return Estimator(name, self.created, adds_statistics, predicts)

    def mark(self, kind: str, rows: RowSet, node: ast.expr, text: str) -> Marks:
        """Return the mark of a place, nothing if it used no rows."""
        return frozenset({Mark(kind, rows, self.place(node, text))}) if rows else frozenset()

    def trained_on(self, trials: frozenset[Trial]) -> None:
        """Record that predictions of networks were used to train them."""
        for trial in trials & self.forwards.keys():
            receiver = self.forwards[trial]
            fit = Fit(trial.rows, trial.marks, trial.place)
            receiver.fits.append(fit)
            self.trials.pop(trial, None)
            self.fits.append((receiver.number, fit))


@dataclass(slots=True)
class Arguments:
    """Arguments of a call.

    Args:
        node: the call.
        positional: positional arguments.
        keywords: keyword arguments.
    """

    node: ast.Call
    positional: list[Value]
    keywords: dict[str, Value]

    def get(self, position: int | None, *names: str) -> Value:
        """Return an argument by its position or one of its names, None if missing."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def constant(self, position: int | None, *names: str) -> object:
        """Return the value of a constant argument, None for any other."""
        value = self.get(position, *names)
        return value.value if isinstance(value, Scalar) else None

    @property
    def method(self) -> str:
        """Name of the called method, "" for a function."""
        return self.node.func.attr if isinstance(self.node.func, ast.Attribute) else ""

    def all(self) -> Iterator[Value]:
        """Yield all arguments."""
        yield from self.positional
        yield from self.keywords.values()

    def marks(self) -> Marks:
        """Return the marks of all arguments."""
        found: Marks = frozenset()
        for value in self.all():
            found |= marks_of(value)
        return found

    def by_column(self) -> bool:
        """Return whether the call works along columns."""
        return self.constant(None, "axis") in {1, "columns", -1}


def invoke(state: ExecutionState, function: Function, args: Arguments) -> Value:
    """Execute the body of a notebook function with a call's arguments; return its result."""
    if len(state.stack) >= DEPTH or state.stack.count(id(args.node)):
        return _unknown_result(args)
    outer, cell, returned = state.scope, state.cell, state.returned
    closure = function.closure if function.closure is not outer else outer
    state.scope = {**closure, **_arguments(state, function, args)}
    state.cell, state.returned, state.stack = function.cell, [], (*state.stack, id(args.node))
    result = _body(state, function)
    _publish(state, function, outer)
    state.scope, state.cell, state.returned, state.stack = outer, cell, returned, state.stack[:-1]
    return result


def _body(state: ExecutionState, function: Function) -> Value:
    if isinstance(function.node, ast.Lambda):
        return state.evaluate(state, function.node.body)
    state.run(state, function.node.body)
    return reduce(joined, state.returned, None)


def _publish(state: ExecutionState, function: Function, outer: dict[str, Value]) -> None:
    """Publish what a function binds by a `global` statement."""
    if isinstance(function.node, ast.Lambda):
        return
    for statement in function.node.body:
        if isinstance(statement, ast.Global):
            outer.update({name: state.scope[name] for name in statement.names if name in state.scope})


def _arguments(state: ExecutionState, function: Function, args: Arguments) -> dict[str, Value]:
    spec = function.node.args
    names = [a.arg for a in [*spec.posonlyargs, *spec.args]]
    values = [function.receiver, *args.positional] if function.receiver is not None else args.positional
    found = dict(zip(names, values, strict=False))
    if spec.vararg:
        found[spec.vararg.arg] = Items(list(values[len(names) :]), kind="tuple")
    if spec.kwarg:
        found[spec.kwarg.arg] = None
    keyword = [a.arg for a in spec.kwonlyargs]
    found |= {name: value for name, value in args.keywords.items() if name in names or name in keyword}
    defaults = [*zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=False)]
    defaults += [(n, d) for n, d in zip(keyword, spec.kw_defaults, strict=True) if d]
    for name, default in defaults:
        if name not in found:
            found[name] = state.evaluate(state, default)
    return found | {name: None for name in names if name not in found}


def _unknown_result(args: Arguments) -> Value:
    return reduce(joined, (value for value in args.all() if isinstance(value, Data)), None)


def instance(state: ExecutionState, result: Class, args: Arguments) -> Estimator:
    """Return an instance of a notebook class after its `__init__`."""
    found = state.estimator(result.node.name, predicts=_defines(result, "predict") or _is_network(result))
    found.adds_statistics = _learns(result)
    found.definition = result
    method_call(state, found, "__init__", args)
    return found


def _is_network(result: Class) -> bool:
    return _defines(result, "forward") or not any(isinstance(s, ast.FunctionDef) for s in result.node.body)


def _defines(result: Class, name: str) -> bool:
    return method_of(result, name) is not None


def method_of(result: Class | None, name: str) -> ast.FunctionDef | None:
    """Return a method that a notebook class defines itself."""
    for statement in result.node.body if result else ():
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return statement
    return None


def _learns(result: Class) -> bool:
    """Return whether the `fit` of a class stores anything."""
    fit = method_of(result, "fit")
    return fit is None or any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) for node in ast.walk(fit)
    )


def method_call(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    """Execute a method of a notebook class, None if it defines none."""
    node = method_of(receiver.definition, name)
    if node is None or receiver.definition is None:
        return None
    static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
    function = Function(
        node, receiver.definition.closure, receiver.definition.cell, None if static else receiver
    )
    return invoke(state, function, args)
