"""The names of settings that come from arguments: after the variable that they configure, where the keyword alone says too little."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.hyperparameters import field_name, is_hyperparameter, is_plain
from mlscaffold.codegen.parser_options import option_of
from mlscaffold.stages.identifiers import identifier, snake

SEED = "seed"
SEEDS = frozenset({"random_state", "seed"})
SIZES = frozenset({"test_size", "train_size", "n_splits", "cv"})


@dataclass(frozen=True, slots=True)
class Argument:
    """A literal argument that is a setting.

    Args:
        name: what it is called without regard to others: `seed`, `max_depth`.
        value: the literal.
        target: the variable to which the result of the statement is bound, "" for none.
        callee: the last part of what is called, in snake case.
    """

    name: str
    value: ast.expr
    target: str = ""
    callee: str = ""


def arguments_in(node: ast.Call, traced: Traced) -> Iterator[Argument]:
    """Yield the arguments of a call that are settings, paths apart.

    Args:
        node: the call.
        traced: the statement that it is in.
    """
    known = types.call_api(node, traced.env)
    if known is None:
        return
    target, callee = _target(traced.statement.node), snake(known.name.rsplit(".", 1)[-1])
    option = option_of(node, known.name)
    if option is not None:
        yield Argument(option.name, option.default, callee="option")
    if known.side_effects & {"seeds", "random?0"} and node.args and _is_number(node.args[0]):
        yield Argument(SEED, node.args[0], target, callee)
    makes_model = known.returns == "class" or known.returns.startswith("statsmodels.")
    for keyword in node.keywords:
        name, value = keyword.arg, keyword.value
        if name is None or not is_plain(value):
            continue
        if name in SEEDS and _is_number(value):
            yield Argument(SEED, value, target, callee)
        elif name in SIZES or is_hyperparameter(name, value, known.name, makes_model=makes_model):
            yield Argument(field_name(name), value, target, callee)


def shared_names(statements: Iterable[Traced]) -> frozenset[str]:
    """Return the names that arguments of several variables have: they say too little alone.

    Seeds are among them only if each is another number, of a variable of its own: then none is that of the notebook.
    """
    owners: set[tuple[str, str]] = set()
    seeds: list[Argument] = []
    for number, traced in enumerate(statements):
        for node in ast.walk(traced.statement.node):
            for argument in arguments_in(node, traced) if isinstance(node, ast.Call) else ():
                key = argument.target or f"{number}"
                owners.add((argument.name, f"{key} {argument.callee}"))
                seeds += [argument] if argument.name == SEED else []
    counts = Counter(name for name, _ in owners)
    found = {name for name, count in counts.items() if count > 1 and name != SEED}
    differ = len({ast.unparse(seed.value) for seed in seeds}) == len(seeds) > 1
    return frozenset(found | ({SEED} if differ and all(seed.target for seed in seeds) else set()))


def wanted_names(argument: Argument, shared: frozenset[str]) -> tuple[str, ...]:
    """Return the names that a setting may have, best first; a seed is called so, further ones after their variable."""
    name, target, callee = argument.name, argument.target, argument.callee
    alone = () if name in shared else (name,)
    longer = [identifier(target, name)] if target else []
    longer += [identifier(callee if name != SEED or target else "other", name)]
    return (*alone, *longer, *([identifier(target, callee, name)] if name != SEED else []))


def _target(node: ast.stmt) -> str:
    """Return the variable that a statement binds; of several, the first: `valid` for `valid, test = …`."""
    target: ast.expr | None = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    if isinstance(target, ast.Tuple) and target.elts:
        target = target.elts[0]
    return snake(target.id) if isinstance(target, ast.Name) else ""


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)
