"""Functions of a notebook that fit models: which of their arguments and results are fitted."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.scopes import own_nodes, parameters

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
FITTING = frozenset({"fit", "fit_generator", "partial_fit", "train_on_batch"})
SCALERS = ("scaler", "encoder", "vectorizer", "imputer", "tokenizer", "le", "sc", "pca", "binarizer")
"""Endings of the names of what prepares data: inside a function no type is known."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """A function that fits models.

    Args:
        parameters: its parameters in order.
        fits: those whose objects it fits.
        returns_model: whether its result is a fitted model.
        positions: where fitted models are in the tuple that it returns.
        by_gradient: whether it computes gradients, so that it trains modules that it reads or gets.
    """

    parameters: tuple[str, ...]
    fits: frozenset[str] = frozenset()
    returns_model: bool = False
    positions: frozenset[int] = frozenset()
    by_gradient: bool = False


def trainers(functions: Mapping[str, Definition]) -> dict[str, Trainer]:
    """Return the functions of a notebook that fit models, by name."""
    bodies = {name: node for name, node in functions.items() if isinstance(node, FUNCTIONS)}
    found: dict[str, Trainer] = {}
    for _ in bodies:  # a function that calls a trainer is one: as many rounds as there are functions suffice
        grown = {name: made for name, node in bodies.items() if (made := _trainer(node, found)) is not None}
        if grown == found:
            break
        found = grown
    return found


def trains_by_gradient(node: ast.AST, known: Mapping[str, Trainer]) -> bool:
    """Return whether a statement computes gradients to train with, itself or in a function that it calls."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            func = part.func
            if isinstance(func, ast.Attribute) and func.attr in {"backward", "apply_gradients"}:
                return True
            if isinstance(func, ast.Name) and func.id in known and known[func.id].by_gradient:
                return True
    return False


def _trainer(node: ast.FunctionDef | ast.AsyncFunctionDef, known: Mapping[str, Trainer]) -> Trainer | None:
    calls = [part for part in own_nodes(node) if isinstance(part, ast.Call)]
    fitted = {name for call in calls for name in _fitted(call, known)}
    fitted |= {name for name, value in _bindings(node) if _gives_model(value, known)}
    gradient = trains_by_gradient(ast.Module(list(node.body), []), known)
    names = parameters(node)
    returned = [part.value for part in own_nodes(node) if isinstance(part, ast.Return) and part.value]
    whole = any(_is_model(value, fitted, known) for value in returned)
    tuples = [value.elts for value in returned if isinstance(value, ast.Tuple)]
    positions = {i for items in tuples for i, item in enumerate(items) if _is_model(item, fitted, known)}
    fits = frozenset(fitted & set(names))
    if not (fits or whole or positions or gradient):
        return None
    return Trainer(names, fits, whole, frozenset(positions), gradient)


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            yield part.targets[0].id, part.value


def _fitted(call: ast.Call, known: Mapping[str, Trainer]) -> Iterator[str]:
    """Yield the names whose objects a call fits."""
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in FITTING and isinstance(func.value, ast.Name):
        if not func.value.id.lower().endswith(SCALERS):
            yield func.value.id
    elif isinstance(func, ast.Name) and func.id in known:
        trainer = known[func.id]
        named = dict(zip(trainer.parameters, call.args, strict=False)) | {
            k.arg: k.value for k in call.keywords if k.arg
        }
        passed = (named.get(name) for name in trainer.fits)
        yield from (part.id for part in passed if isinstance(part, ast.Name))


def _gives_model(node: ast.expr, known: Mapping[str, Trainer]) -> bool:
    """Return whether the value of an expression is a fitted model."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    if isinstance(func, ast.Attribute):
        return func.attr in FITTING and not isinstance(func.value, ast.Name)
    return isinstance(func, ast.Name) and func.id in known and known[func.id].returns_model


def _is_model(node: ast.expr, fitted: set[str], known: Mapping[str, Trainer]) -> bool:
    return (isinstance(node, ast.Name) and node.id in fitted) or _gives_model(node, known)
