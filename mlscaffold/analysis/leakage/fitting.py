"""Estimators: construction, fitting and transforming."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from mlscaffold.analysis.leakage import evaluation
from mlscaffold.analysis.leakage.evaluation import leaked_columns
from mlscaffold.analysis.leakage.provenance import data_of, marks_of, parts, without_names
from mlscaffold.analysis.leakage.rows import text_of
from mlscaffold.analysis.leakage.state import Arguments, ExecutionState, method_call, method_of
from mlscaffold.analysis.leakage.values import Data, Estimator, Fit, Items, Marks, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import (
    CLEANERS,
    CLUSTERS,
    FEATURES,
    FITS,
    KEEPS_COLUMNS,
    OVERSAMPLERS,
    RESAMPLES,
    TESTS,
    TRANSFORMS,
    is_harmless,
    prepares,
)

PIPELINE_FACTORIES = frozenset(
    {"make_pipeline", "make_union", "make_column_transformer", "make_imb_pipeline"}
)
COMPOSED = PIPELINE_FACTORIES | frozenset(
    "Pipeline ColumnTransformer FeatureUnion DataFrameMapper TransformedTargetRegressor".split()
)


def create_estimator(state: ExecutionState, name: str, args: Arguments) -> Estimator:
    """Return an estimator, classified by its name and its steps."""
    name = name.rpartition(".")[2]
    steps = [value for argument in args.all() for value in parts(argument) if isinstance(value, Estimator)]
    result = state.estimator(name, adds_statistics=not is_harmless(name), predicts=not prepares(name))
    result.selects_columns = any(_may_select(step) for step in steps)
    if steps:
        result.adds_statistics = any(step.adds_statistics for step in steps) or not is_harmless(name)
    if steps and name in COMPOSED:
        result.adds_statistics = any(step.adds_statistics for step in steps)
        result.predicts = any(step.predicts for step in steps)
    else:
        result.carried = frozenset().union(*(step.marks | step.carried for step in steps))
    result.construction = (text_of(args.node), *(_setting(state, value) for value in args.all()))
    return result


def _may_select(step: Estimator) -> bool:
    """Return whether a step may leave columns out: what only fills, scales or encodes keeps them all."""
    return step.selects_columns or not (step.predicts or KEEPS_COLUMNS.search(step.name))


def _setting(state: ExecutionState, value: Value) -> Hashable:
    """Return a key that equal arguments share; an unknown value equals nothing else."""
    if value is None:
        return None
    if isinstance(value, Scalar):
        return str(value.value)
    if isinstance(value, Estimator) and value.construction is not None:
        return value.construction
    state.created += 1
    return state.created


def method_on_data(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a method that reveals an estimator in a value of unknown type; None for any other method."""
    is_use = name in FITS | TESTS | TRANSFORMS | RESAMPLES | {"fit_transform", "fit_on_texts", "fit_predict"}
    if not is_use or (receiver.grouped and name == "transform") or receiver.table is None:
        return None
    if name in TRANSFORMS and (receiver.estimator is None or data_of(args.get(0)) is None):
        return None
    if receiver.estimator is None:
        receiver.estimator = state.estimator()
    return method(state, receiver.estimator, name, args)


def method(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    """Evaluate a method of an estimator."""
    if method_of(receiver.definition, name) is not None:
        return _own_method(state, receiver, name, args)
    handler = METHODS.get(name)
    return handler(state, receiver, name, args) if handler else _unknown(state, receiver, args)


def _unknown(state: ExecutionState, receiver: Estimator, args: Arguments) -> Value:
    data = next((d for d in (data_of(v) for v in args.all()) if d is not None), None)
    if data is not None:
        result = without_names(data)
        result.marks |= receiver.marks
        return result
    result = state.source(args.node)
    result.marks = receiver.marks
    return result


def _own_method(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    """Evaluate a method of a notebook class; its `fit` and `predict` also count as those of a model."""
    result = method_call(state, receiver, name, args)
    data = data_of(args.get(0, *FEATURES))
    if data is None:
        return result
    if name == "fit":
        _learn(state, receiver, data, args, "fit")
        return receiver
    if name in TESTS and receiver.fits:
        tested = evaluation.predict_or_score(state, receiver, name, args)
        return tested if isinstance(tested, Data) else result
    if name == "fit_transform" and not isinstance(result, Data):
        return _fit_transform(state, receiver, name, args)
    return result


def _fit(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, *FEATURES))
    if data is None:
        return receiver
    _learn(state, receiver, data, args, name)
    for value in (args.get(None, "validation_data"), args.get(None, "eval_set")):
        evaluation.validate(state, receiver, value, args)
    return receiver


def _learn(state: ExecutionState, receiver: Estimator, data: Data, args: Arguments, name: str) -> None:
    """Record what an estimator learns from data."""
    text = f"{receiver.name}.{name}"
    receiver.rows = data.rows
    receiver.marks = marks_of(data)
    if receiver.adds_statistics and not data.is_row:
        receiver.marks |= state.mark("statistic", data.rows, args.node, text)
    if receiver.predicts:
        labels = args.get(1, "y")
        receiver.labelled = labels is not None
        leaked = () if receiver.selects_columns else leaked_columns(data, data_of(labels), state.files)
        fit = Fit(
            data.rows,
            _feature_marks(data, labels) | receiver.carried,
            state.place(args.node, text),
            leaked,
            _settings_key(receiver, data, args),
        )
        receiver.fits.append(fit)
        state.fits.append((receiver.number, fit))


def _feature_marks(data: Data, labels: Value) -> Marks:
    """Return the marks of features; without separate labels, later rows may be the labels."""
    marks = marks_of(data)
    return marks if labels is not None else frozenset(mark for mark in marks if mark.kind != "future")


def _settings_key(receiver: Estimator, data: Data, args: Arguments) -> Hashable:
    if receiver.construction is None:
        return (receiver.number, id(args.node))
    return (
        receiver.construction,
        data.column_names,
        data.dropped,
        text_of(args.node) if data.column_names is None else None,
    )


def _fit_transform(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, *FEATURES))
    if data is None:
        return state.source(args.node)
    predicts = receiver.predicts
    receiver.predicts = predicts and name == "fit_predict" and receiver.name not in CLUSTERS
    if method_of(receiver.definition, "fit") is not None:
        method_call(state, receiver, "fit", args)
    _learn(state, receiver, data, args, name)
    receiver.predicts = predicts
    if method_of(receiver.definition, "transform") is not None:
        own = method_call(state, receiver, "transform", Arguments(args.node, args.positional[:1], {}))
        if isinstance(own, Data):
            return own
    return _transform(state, receiver, name, args)


def _transform(_state: ExecutionState, receiver: Estimator, _name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, *FEATURES))
    if data is None:
        return None
    result = without_names(data)
    result.sources = data.sources
    result.marks |= receiver.marks if receiver.adds_statistics else frozenset()
    return result


def _predict(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    return (
        evaluation.predict_or_score(state, receiver, name, args)
        if receiver.predicts
        else _transform(state, receiver, name, args)
    )


def _resample(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    found: list[Value] = []
    for value in (args.get(0, "X"), args.get(1, "y")):
        data = data_of(value)
        if data is None:
            found.append(value)
            continue
        result = without_names(data)
        if receiver.name in OVERSAMPLERS:
            result.rows = evaluation.repeat_rows(state, data, args.node, f"{receiver.name}.{name}")
        elif receiver.name in CLEANERS:
            result.marks |= state.mark("statistic", data.rows, args.node, f"{receiver.name}.{name}")
        found.append(result)
    return Items(found, kind="tuple")


def _augment(state: ExecutionState, _receiver: Estimator, _name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, "x", "dataframe"))
    return without_names(data) if data is not None else state.source(args.node)


def train_function(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Evaluate `xgboost.train(parameters, data)` and similar functions."""
    data = data_of(args.get(1, "dtrain", "train_set"))
    model = state.estimator(name.partition(".")[0])
    if data is not None and not name.endswith("cv"):
        _learn(state, model, data, Arguments(args.node, [data], {}), "train")
    return model


def _set_parameters(state: ExecutionState, receiver: Estimator, _name: str, args: Arguments) -> Value:
    state.created += 1
    receiver.construction = (receiver.construction, text_of(args.node), state.created)
    return receiver


METHODS: dict[str, Callable[[ExecutionState, Estimator, str, Arguments], Value]] = {
    **dict.fromkeys((*FITS, "fit_on_texts", "fit_on_sequences", "adapt"), _fit),
    **dict.fromkeys(("fit_transform", "fit_predict"), _fit_transform),
    **dict.fromkeys(RESAMPLES, _resample),
    **dict.fromkeys(TRANSFORMS, _transform),
    **dict.fromkeys(TESTS, _predict),
    **dict.fromkeys(("flow", "flow_from_dataframe"), _augment),
    **dict.fromkeys(
        "to cuda cpu train eval double float set_output".split(), lambda _state, model, _name, _args: model
    ),
    **dict.fromkeys(("set_params", "compile"), _set_parameters),
    "inverse_transform": lambda _state, _model, _name, args: args.get(0),
}
