"""The fitted models of a notebook: what was fitted and what fitting returns, whatever it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis import api, types
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.stages.statement_roles import StatementUnit
from mlscaffold.stages.training_functions import Trainer, trainers, trains_by_gradient

FITTING = frozenset("fit fit_generator fit_predict fit_regularized partial_fit train_on_batch".split())
ASKING = frozenset(
    "decision_function evaluate forecast get_forecast get_prediction predict predict_log_proba predict_proba score".split()
)
TRAINED = frozenset({"lightgbm.Booster", "pmdarima.ARIMA", "xgboost.Booster"})
"""Types of models that functions such as `lightgbm.train` return."""
CHOSEN = frozenset({"best_estimator_"})
"""Attributes of searches that are fitted models."""
OTHERS = (
    *types.DATA,
    *types.IMMUTABLE,
    "list",
    "dict",
    "set",
    "tuple",
    "matplotlib",
    "torch.Tensor",
    "torch.optim",
)
"""Beginnings of types that no model has, though something may change their objects."""
LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True, slots=True)
class Fits:
    """The fitted models of a sequence of statements.

    Args:
        by_unit: for the number of a statement, the names that hold what it fits.
        attempts: the cells in which something is fitted, whether a name holds it or not.
    """

    by_unit: Mapping[int, frozenset[str]] = field(default_factory=dict)
    attempts: tuple[int, ...] = ()

    def of(self, unit: StatementUnit) -> frozenset[str]:
        """Return the names that hold what a statement fits."""
        return self.by_unit.get(unit.index, frozenset())


def fits_of(order: Sequence[StatementUnit], functions: Mapping[str, Definition] | None = None) -> Fits:
    """Return the fitted models of a notebook.

    Args:
        order: the statements that run, in their order.
        functions: the notebook's functions and classes, by name.
    """
    known = trainers(functions or {})
    modules = _with_parameters(order, functions or {})
    found: dict[int, frozenset[str]] = {}
    attempts: list[int] = []
    for position, unit in enumerate(order):
        if isinstance(unit.traced.statement.node, DEFINITIONS):
            continue
        fitting = _Fitting(unit, order[position + 1 :], known, modules)
        names = frozenset(fitting.names())
        found[unit.index] = frozenset(name for name in names if fitting.lasts(name))
        attempts += [unit.cell] if names or fitting.fits else []
    return Fits(found, tuple(dict.fromkeys(attempts)))


class _Fitting:
    """What a statement fits."""

    def __init__(
        self,
        unit: StatementUnit,
        later: Sequence[StatementUnit],
        known: Mapping[str, Trainer],
        modules: frozenset[str],
    ) -> None:
        self.unit, self.later, self.known, self.modules = unit, later, known, modules
        self.node = unit.traced.statement.node
        self.env = unit.traced.env.binding(
            {n: kind for n, kind in unit.effects.types if kind and n not in unit.traced.env.types}
        )
        self.targets = {id(value): name for name, value in assigned_values(self.node)}
        self.fits = False

    def names(self) -> Iterator[str]:
        """Yield the names that hold what is fitted."""
        for part in ast.walk(self.node):
            if isinstance(part, ast.Call):
                yield from self.in_call(part)
            elif isinstance(part, ast.Attribute) and part.attr in CHOSEN and id(part) in self.targets:
                yield self.targets[id(part)]
        if trains_by_gradient(self.node, self.known):
            self.fits = True
            yield from sorted(self.modules & self.unit.effects.uses)

    def in_call(self, node: ast.Call) -> Iterator[str]:
        known = types.call_api(node, self.env)
        if isinstance(node.func, ast.Name) and node.func.id in self.known:
            self.fits = True
            yield from self.by_function(node, self.known[node.func.id])
        elif known is not None and known.role == "train" and known.returns in TRAINED:
            self.fits = True
            yield from filter(None, [self.targets.get(id(node), "")])
        elif isinstance(node.func, ast.Attribute) and node.func.attr in FITTING and self.is_fit(node, known):
            self.fits = True
            yield from filter(None, [self.holder(node, known)])

    def is_fit(self, node: ast.Call, known: api.Api | None) -> bool:
        """Return whether a call fits a model, not a transformer."""
        return known is not None and (known.role == "train" or known.name == ".fit_predict")

    def holder(self, node: ast.Call, known: api.Api | None) -> str:
        """Return the name of what a call fits: that of its receiver or of its result, "" if it has none."""
        assert isinstance(node.func, ast.Attribute)
        receiver = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        kind = types.infer(node.func.value, self.env)
        target = self.targets.get(id(node), "")
        if receiver in self.env.imports or kind.startswith(OTHERS):
            return ""
        if kind.endswith("Trainer") or _is_module(node.args[:1], self.modules):
            return node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else receiver
        gives = known.returns if known else ""
        if gives == "keras.callbacks.History" or (
            kind and gives in {"-", ""} and "estimator" in api.bases(kind)
        ):
            return receiver
        if gives not in {"", "-", "receiver", "same"}:
            return target
        if not receiver or not target or receiver == target:
            return target or receiver
        return target if self.is_used(target, receiver) else receiver

    def is_used(self, target: str, receiver: str) -> bool:
        """Return whether the result of a fit, not its receiver, is what later statements ask."""
        asked = [n for unit in self.later for n in _asked(unit, frozenset({target, receiver}))]
        return target in asked or (not asked and any(target in u.effects.uses for u in self.later))

    def by_function(self, node: ast.Call, trainer: Trainer) -> Iterator[str]:
        """Yield the names of the models that a function of the notebook fits: arguments and results."""
        named = dict(zip(trainer.parameters, node.args, strict=False)) | {
            k.arg: k.value for k in node.keywords if k.arg
        }
        passed = (named.get(name) for name in sorted(trainer.fits))
        yield from (part.id for part in passed if isinstance(part, ast.Name))
        for name, value in assigned_values(self.node):
            if value is node and trainer.returns_model:
                yield name
        for target in (
            t for part in ast.walk(self.node) if isinstance(part, ast.Assign) for t in part.targets
        ):
            if isinstance(target, ast.Tuple) and getattr(self.node, "value", None) is node:
                items = (target.elts[i] for i in sorted(trainer.positions) if i < len(target.elts))
                yield from (item.id for item in items if isinstance(item, ast.Name))

    def lasts(self, name: str) -> bool:
        """Return whether a name holds a model after the statement, not only in one pass of a loop."""
        if types.infer(ast.Name(name, ast.Load()), self.env).startswith(OTHERS):
            return False
        passes = isinstance(self.node, LOOPS) and name in self.unit.effects.binds | self.unit.effects.maybe
        return not passes or self.is_read_later(name)

    def is_read_later(self, name: str) -> bool:
        for unit in self.later:
            if name in unit.effects.reads:
                return True
            if name in unit.effects.binds:
                return False
        return False


def assigned_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names and values of the assignments in a statement."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            for target in part.targets:
                yield from _pairs(target, part.value)
        elif isinstance(part, (ast.AnnAssign, ast.NamedExpr)) and part.value is not None:
            yield from _pairs(part.target, part.value)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, other)


def _is_module(arguments: Sequence[ast.expr], modules: frozenset[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in modules for one in arguments)


def _with_parameters(order: Sequence[StatementUnit], functions: Mapping[str, Definition]) -> frozenset[str]:
    """Return the names whose parameters something optimizes, and the instances of the notebook's modules."""
    names = {
        part.func.value.id
        for unit in order
        for part in ast.walk(unit.traced.statement.node)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in {"parameters", "named_parameters"}
        and isinstance(part.func.value, ast.Name)
    }
    classes = {
        name
        for name, node in functions.items()
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith(("Module", "keras.Model")) for base in node.bases)
    }
    made = {
        name
        for unit in order
        for name, value in assigned_values(unit.traced.statement.node)
        if isinstance(value, ast.Call)
        and any(isinstance(n, ast.Name) and n.id in classes for n in [value.func])
    }
    return frozenset(names | made)


def _asked(unit: StatementUnit, models: frozenset[str]) -> Iterator[str]:
    """Yield the models that a statement asks for predictions or evaluates, in its order."""
    if not models & unit.effects.uses or isinstance(unit.traced.statement.node, DEFINITIONS):
        return
    env = unit.traced.env
    for part in ast.walk(unit.traced.statement.node):
        if not isinstance(part, ast.Call):
            continue
        func = part.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in models:
            if func.attr in ASKING and _about_data(part, env):
                yield func.value.id
            continue
        if isinstance(func, ast.Name) and func.id in models and _about_data(part, env):
            yield func.id
            continue
        known = types.call_api(part, env)
        if (known is not None and known.role == "evaluate") or (
            isinstance(func, ast.Name) and func.id in env.defined
        ):
            arguments = [*part.args, *(k.value for k in part.keywords)]
            yield from (a.id for a in arguments if isinstance(a, ast.Name) and a.id in models)


def _about_data(node: ast.Call, env: types.Environment) -> bool:
    """Return whether the rows of a question are data, not an example that is written out."""
    arguments = [*node.args, *(k.value for k in node.keywords)]
    names = {n.id for a in arguments for n in ast.walk(a) if isinstance(n, ast.Name)} - env.imports.keys()
    written = {n for n in names if env.types.get(n, "") in {"list", "dict", "tuple"}}
    is_forecast = isinstance(node.func, ast.Attribute) and "forecast" in node.func.attr
    return is_forecast or not arguments or bool(names - written)
