"""Random numbers: calls that draw them, and draws that no seed determines."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from mlscaffold.analysis import api, calls, types
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.types import Environment

if TYPE_CHECKING:
    from mlscaffold.analysis.dataflow import Flow, Traced
    from mlscaffold.analysis.effects import Definition


LIBRARIES = {"random": "random", "wordcloud": "random", "networkx": "", "tensorflow": "tensorflow"}
LIBRARIES |= {"keras": "tensorflow", "torch": "torch", "torchvision": "torch", "transformers": "torch"}
LIBRARIES |= dict.fromkeys(
    "numpy pandas scipy sklearn imblearn seaborn statsmodels empiricaldist mlxtend gensim".split(), "numpy"
)
"""The library whose global state each library draws from; "" if there are several."""

SEPARATE_SEEDS = frozenset({"random", "numpy", "torch", "tensorflow"})
"""Libraries whose seed function seeds only themselves; that of any other library seeds all."""

EXACT_LIBRARIES = frozenset("sklearn imblearn xgboost lightgbm catboost mlxtend statsmodels".split())
"""Libraries whose drawing estimators the table lists completely."""

GENERATORS = (
    "numpy.random.default_rng numpy.random.MT19937 numpy.random.PCG64 numpy.random.Philox numpy.random.SFC64 "
    "numpy.random.SeedSequence numpy.random.RandomState random.Random"
).split()
UNSEEDABLE = "secrets uuid os tempfile random.SystemRandom optuna cv2 pyspark".split()
BOOTSTRAPS = "barplot jointplot lineplot lmplot pairplot pointplot regplot relplot Grid".split()

SHUFFLES = ("shuffle", frozenset({True}))
STOCHASTIC = ("solver", frozenset({"liblinear", "sag", "saga"}))
AT_RANDOM = ("selection", frozenset({"random"}))
ANY_VALUE: frozenset[object] = frozenset()
DRAWS_WITH: dict[str, tuple[str, frozenset[object]]] = {
    **dict.fromkeys(("model_selection.KFold", "model_selection.GroupKFold"), SHUFFLES),
    **dict.fromkeys(("model_selection.StratifiedKFold", "model_selection.StratifiedGroupKFold"), SHUFFLES),
    "model_selection.learning_curve": SHUFFLES,
    **dict.fromkeys(("linear_model.LogisticRegression", "linear_model.LogisticRegressionCV"), STOCHASTIC),
    **dict.fromkeys(("linear_model.Ridge", "linear_model.RidgeClassifier"), STOCHASTIC),
    "linear_model.ridge_regression": STOCHASTIC,
    **{f"linear_model.{m}{cv}": AT_RANDOM for m in ("Lasso", "ElasticNet") for cv in ("", "CV")},
    **{f"linear_model.MultiTask{m}{cv}": AT_RANDOM for m in ("Lasso", "ElasticNet") for cv in ("", "CV")},
    **dict.fromkeys(("linear_model.Lars", "linear_model.LassoLars"), ("jitter", ANY_VALUE)),
    **dict.fromkeys(("svm.SVC", "svm.NuSVC"), ("probability", frozenset({True}))),
    "metrics.silhouette_score": ("sample_size", ANY_VALUE),
    **{
        f"gaussian_process.GaussianProcess{m}": ("n_restarts_optimizer", ANY_VALUE)
        for m in ("Classifier", "Regressor")
    },
    "dummy.DummyClassifier": ("strategy", frozenset({"stratified", "uniform"})),
    **{f"multioutput.{m}Chain": ("order", frozenset({"random"})) for m in ("Classifier", "Regressor")},
    **dict.fromkeys(
        ("decomposition.FactorAnalysis", "preprocessing.KBinsDiscretizer"), ("random_state", ANY_VALUE)
    ),
    "model_selection.permutation_test_score": ("random_state", ANY_VALUE),
}
"""Of scikit-learn: the argument and the values that make it draw; ANY_VALUE: any but None and False."""

EXACT_SOLVERS = ("full", "covariance_eigh")
"""Solvers of PCA that draw nothing."""
UNLESS = {"model_selection.train_test_split": "shuffle", "svm.LinearSVC": "dual"}
"""Of scikit-learn: the argument whose value False stops it from drawing."""


def library_of(name: str) -> str:
    """Return the library whose global state a function or class draws from, "" if unknown."""
    return LIBRARIES.get(name.partition(".")[0], "")


def kind_of(name: str) -> str:
    """Return the kind of random state that a function or class draws from.

    Args:
        name: its canonical name, such as `numpy.random.rand`.

    Returns:
        `global`; `generator` for a class with its own state; `unseedable` if no seed has an effect.
    """
    if name in GENERATORS or name.startswith("numpy.random.PCG64"):
        return "generator"
    parts = name.split(".")
    if (
        parts[0] in UNSEEDABLE
        or name in UNSEEDABLE
        or (parts[0] == "seaborn" and parts[1:2][0] in BOOTSTRAPS)
    ):
        return "unseedable"
    return "global"


def draws(node: ast.Call, name: str, known: api.Api) -> bool:
    """Return whether a call, or using its result, may draw numbers without a seed in its arguments.

    Args:
        node: the call.
        name: canonical name of what it calls.
        known: its row in the API table.
    """
    if not any(calls.effect_in_call(e, node, known.seed) == "random" for e in known.side_effects):
        return False
    return draws_with(name, node.keywords)


def draws_with(name: str, keywords: Iterable[ast.keyword]) -> bool:
    """Return whether a function or class without a seed may draw with these keyword arguments."""
    library, _, short = name.partition(".")
    arguments = {k.arg: k.value for k in keywords}
    if library != "sklearn" or None in arguments:
        return True
    if short == "decomposition.PCA":
        exact = _value(arguments.get("svd_solver")) in EXACT_SOLVERS
        return not exact and _reduces(arguments.get("n_components"))
    if short in UNLESS:
        return _value(arguments.get(UNLESS[short])) is not False
    if short not in DRAWS_WITH:
        return True
    keyword, values = DRAWS_WITH[short]
    value = _value(arguments.get(keyword))
    return value is not None and value is not False and (value in values or value is ... or not values)


def _reduces(components: ast.expr | None) -> bool:
    """Return whether PCA may use its randomized solver: neither for all components nor for a share of the variance."""
    value = _value(components)
    return value is ... or isinstance(value, int)


def _value(node: ast.expr | None) -> object:
    """Return the value of an argument, None if missing, ... if not a constant."""
    if node is None:
        return None
    return node.value if isinstance(node, ast.Constant) else ...


FITTERS = frozenset("fit fit_predict fit_resample fit_sample fit_transform partial_fit split".split())
VALIDATORS = ("cross_val", "cross_validate", "learning_curve", "validation_curve", "permutation_test_score")
ANY = "any"


@dataclass(frozen=True, slots=True)
class Draw:
    """A statement that draws random numbers without a seed.

    Args:
        index: its number in the flow.
        cell: the number of its cell.
        kind: `global` for global state, `generator` for a generator without a seed, `unseedable` if no seed has an effect.
        call: the call that creates a generator in this statement, else None.
    """

    index: int
    cell: int
    kind: Literal["global", "generator", "unseedable"]
    call: ast.Call | None = None


class Event(NamedTuple):
    """A seed or a draw of a call.

    Args:
        kind: `seeds`, the kind of a draw, or `nothing` if the arguments prevent drawing.
        library: the library of the global state, "" if unknown, `any` for all.
        call: the call.
    """

    kind: str
    library: str
    call: ast.Call


@dataclass
class _Notebook:
    """Definitions, constructed objects and seeds before a statement.

    Args:
        definitions: current functions and classes, by name.
        constructed: expressions that a name was last bound to, or that were stored in it.
        seeded: libraries with seeded global state.
        counts_seeds: whether seeds of global state count.
    """

    definitions: dict[str, Definition] = field(default_factory=dict)
    constructed: dict[str, list[ast.expr]] = field(default_factory=dict)
    seeded: set[str] = field(default_factory=set)
    counts_seeds: bool = True


def unseeded(flow: Flow) -> tuple[Draw, ...]:
    """Return the statements that draw random numbers without a seed, in order."""
    return tuple(dict.fromkeys(_all_draws(flow.statements, _Notebook())))


def drawing(statements: Sequence[Traced]) -> frozenset[int]:
    """Return the numbers of the statements that draw other numbers when they run again in the same process.

    Those with a seed in their arguments draw the same; a seed of global state does not help them.
    """
    return frozenset(draw.index for draw in _all_draws(statements, _Notebook(counts_seeds=False)))


def _all_draws(statements: Sequence[Traced], known: _Notebook) -> Iterator[Draw]:
    """Yield the draws of all statements."""
    for index, traced in enumerate(statements):
        node = traced.statement.node
        for name in traced.effects.binds:
            known.definitions.pop(name, None)
        if isinstance(node, DEFINITIONS):
            known.definitions[node.name] = node
        _remember(node, known.constructed)
        if not isinstance(node, DEFINITIONS) and traced.effects.side_effects & {"random", "seeds"}:
            yield from _draws(index, traced, known)


def _draws(index: int, traced: Traced, known: _Notebook) -> Iterator[Draw]:
    """Yield the draws of a statement; its seeds take effect for later ones."""
    node, cell = traced.statement.node, traced.statement.location.cell
    own = {id(part) for part in ast.walk(node)}
    events = tuple(_events(node, traced.env, known, set()))
    if not events and "random" in traced.effects.side_effects and not known.seeded:
        yield Draw(index, cell, "global")
    for kind, library, call in events:
        if kind == "seeds":
            known.seeded |= {library} if known.counts_seeds else set()
        elif kind == "global" and not _is_seeded(library, known.seeded):
            yield Draw(index, cell, "global")
        elif kind == "generator":
            yield Draw(index, cell, "generator", call if id(call) in own else None)
        elif kind == "unseedable":
            yield Draw(index, cell, "unseedable")


def _is_seeded(library: str, seeded: set[str]) -> bool:
    return bool(seeded) if not library else bool(seeded & {library, ANY})


def _events(node: ast.AST, env: Environment, known: _Notebook, done: set[str]) -> Iterator[Event]:
    """Yield seeds and draws in order; notebook functions count at their first use."""
    parts = [n for n in ast.walk(node) if isinstance(n, (ast.Call, ast.Name))]
    for part in sorted(parts, key=lambda n: (n.end_lineno or 0, n.end_col_offset or 0)):
        if isinstance(part, ast.Call):
            yield from _event(part, env, known)
        elif part.id in known.definitions and part.id not in done:
            done.add(part.id)
            yield from _events(known.definitions[part.id], env, known, done)


def _event(node: ast.Call, env: Environment, known: _Notebook) -> Iterator[Event]:
    row = types.call_api(node, env)
    if row is None:
        return
    name = api.canonical(types.qualified(node.func, env) or row.name)
    last = name.rpartition(".")[2]
    is_random = any("random" in effect for effect in row.side_effects)
    if "seeds" in row.side_effects:
        if node.args or node.keywords:
            library = name.partition(".")[0]
            yield Event("seeds", library if library in SEPARATE_SEEDS else ANY, node)
    elif last.startswith(VALIDATORS):
        yield _used([*node.args, *(k.value for k in node.keywords)], node, env, known, otherwise=False)
    elif last in FITTERS and isinstance(node.func, ast.Attribute) and is_random:
        seeded = not draws(node, name, row)
        parts = [node.func.value, *node.args, *(k.value for k in node.keywords)]
        yield Event("nothing", "", node) if seeded else _used(parts, node, env, known, otherwise=True)
    elif _is_constructor(name, row):
        yield Event("nothing", "", node)
    elif is_random:
        kind = kind_of(name) if draws(node, name, row) else "nothing"
        yield Event(kind, library_of(name), node)


def _is_constructor(name: str, row: api.Api) -> bool:
    """Return whether a call constructs an estimator or a splitter, which draws only in use."""
    return row.returns == "class" and name.startswith(("sklearn.", "imblearn."))


def _used(
    parts: list[ast.expr], node: ast.Call, env: Environment, known: _Notebook, otherwise: bool
) -> Event:
    """Return the draw of fitting or splitting, from the constructor calls of its estimators and splitters."""
    constructed = [call for part in parts for call in _constructors(part, known.constructed, frozenset())]
    certain = False
    for call in constructed:
        row, name = types.call_api(call, env), api.canonical(types.qualified(call.func, env))
        if row is None or not name or not (row.returns == "class" or "Pipeline" in row.returns):
            continue
        if draws(call, name, row):
            return Event("global", library_of(name), node)
        certain = certain or name.partition(".")[0] in EXACT_LIBRARIES
    return Event("nothing", "", node) if certain or not otherwise else _by_type(parts[0], node, env)


def _by_type(receiver: ast.expr, node: ast.Call, env: Environment) -> Event:
    """Return the draw of fitting an object by its type, which may be unknown."""
    kind = types.infer(receiver, env)
    row = api.lookup(kind) if kind else None
    if row is None:
        return Event("global", "", node)
    may = any(calls.effect_in_call(effect, node, None) == "random" for effect in row.side_effects)
    return Event("global" if may and draws_with(kind, ()) else "nothing", library_of(kind), node)


def _constructors(
    node: ast.expr, constructed: Mapping[str, list[ast.expr]], visited: frozenset[str]
) -> Iterator[ast.Call]:
    """Yield the calls in an expression and in the values of its names."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            yield part
        elif isinstance(part, ast.Name) and part.id not in visited:
            for source in constructed.get(part.id, ()):
                yield from _constructors(source, constructed, visited | {part.id})


def _remember(node: ast.stmt, constructed: dict[str, list[ast.expr]]) -> None:
    """Record the values bound to names or stored in them, in functions too."""
    plain = not hasattr(node, "body")
    for part in ast.walk(node):
        for target, value in _bindings(part):
            names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
            for name in names if isinstance(target, (ast.Name, ast.Tuple, ast.List)) else names[:1]:
                earlier = constructed.get(name, []) if not plain or not isinstance(target, ast.Name) else []
                constructed[name] = [*earlier, value]


def _bindings(part: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(part, ast.Assign):
        yield from ((target, part.value) for target in part.targets)
    elif isinstance(part, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield part.target, part.iter
    elif isinstance(part, (ast.AnnAssign, ast.NamedExpr)) and part.value is not None:
        yield part.target, part.value
    elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
        stored = part.args if part.func.attr in calls.STORING else []
        yield from ((part.func, argument) for argument in stored)
    elif isinstance(part, ast.withitem) and part.optional_vars is not None:
        yield part.optional_vars, part.context_expr
