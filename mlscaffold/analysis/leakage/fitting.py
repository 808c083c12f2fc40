"""What fitting, transforming, predicting and scoring do."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from mlscaffold.analysis.leakage import notebook_functions, splits, trials
from mlscaffold.analysis.leakage.reading import data_of, marks_of, nameless, parts
from mlscaffold.analysis.leakage.spelling import text_of
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.target_columns import leaked_columns
from mlscaffold.analysis.leakage.values import Data, Estimator, Fit, Items, Marks, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import (
    CLUSTERS,
    FEATURES,
    FITS,
    OVERSAMPLERS,
    RESAMPLES,
    TESTS,
    TRANSFORMS,
    is_harmless,
    prepares,
)

MAKERS = frozenset({"make_pipeline", "make_union", "make_column_transformer", "make_imb_pipeline"})
COMPOSED = MAKERS | frozenset(
    "Pipeline ColumnTransformer FeatureUnion DataFrameMapper TransformedTargetRegressor".split()
)


def make(m: Machine, name: str, given: Given) -> Estimator:
    """Return an object of a class with a `fit` method, as its name and its parts tell."""
    name = name.rpartition(".")[2]
    steps = [value for argument in given.all() for value in parts(argument) if isinstance(value, Estimator)]
    made = m.estimator(name, carries=not is_harmless(name), predicts=not prepares(name))
    made.picks = any(step.picks or not step.predicts for step in steps)
    if steps:
        made.carries = any(step.carries for step in steps) or not is_harmless(name)
    if steps and name in COMPOSED:
        made.carries = any(step.carries for step in steps)
        made.predicts = any(step.predicts for step in steps)
    made.made = (text_of(given.node), *(_setting(m, value) for value in given.all()))
    return made


def _setting(m: Machine, value: Value) -> Hashable:
    """Return what two equal arguments share; anything that is not told apart is different from all else."""
    if value is None:
        return None
    if isinstance(value, Scalar):
        return str(value.value)
    if isinstance(value, Estimator) and value.made is not None:
        return value.made
    m.made += 1
    return m.made


def of_data(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """Follow a method that shows that data of unknown kind is an estimator; None where the method does not."""
    is_use = name in FITS | TESTS | TRANSFORMS | RESAMPLES | {"fit_transform", "fit_on_texts", "fit_predict"}
    if not is_use or (owner.grouped and name == "transform") or owner.table is None:
        return None
    if name in TRANSFORMS and (owner.maker is None or data_of(given.get(0)) is None):
        return None
    if owner.maker is None:
        owner.maker = m.estimator()
    return method(m, owner.maker, name, given)


def method(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    """Follow a method of an estimator."""
    if notebook_functions.method_of(owner.definition, name) is not None:
        return _own_method(m, owner, name, given)
    follow = METHODS.get(name)
    return follow(m, owner, name, given) if follow else _unknown(m, owner, given)


def _unknown(m: Machine, owner: Estimator, given: Given) -> Value:
    data = next((d for d in (data_of(v) for v in given.all()) if d is not None), None)
    if data is not None:
        made = nameless(data)
        made.marks |= owner.marks
        return made
    made = m.source(given.node)
    made.marks = owner.marks
    return made


def _own_method(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    """Follow a method of a class of the notebook; its `fit` and `predict` count as those of a model too."""
    result = notebook_functions.method_call(m, owner, name, given)
    data = data_of(given.get(0, *FEATURES))
    if data is None:
        return result
    if name == "fit":
        _learn(m, owner, data, given, "fit")
        return owner
    if name in TESTS and owner.fits:
        tested = trials.test(m, owner, name, given)
        return tested if isinstance(tested, Data) else result
    if name == "fit_transform" and not isinstance(result, Data):
        return _fit_transform(m, owner, name, given)
    return result


def _fit(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    data = data_of(given.get(0, *FEATURES))
    if data is None:
        return owner
    _learn(m, owner, data, given, name)
    for value in (given.get(None, "validation_data"), given.get(None, "eval_set")):
        trials.validated(m, owner, value, given)
    return owner


def _learn(m: Machine, owner: Estimator, data: Data, given: Given, name: str) -> None:
    """Keep what an estimator learns of data."""
    text = f"{owner.name}.{name}"
    owner.rows = data.rows
    owner.marks = marks_of(data)
    if owner.carries and not data.one:
        owner.marks |= m.mark("statistic", data.rows, given.node, text)
    if owner.predicts:
        labels = given.get(1, "y")
        leaked = () if owner.picks else leaked_columns(data, data_of(labels), m.files)
        fit = Fit(
            data.rows,
            _of_features(data, labels),
            m.place(given.node, text),
            leaked,
            _which(owner, data, given),
        )
        owner.fits.append(fit)
        m.fits.append((owner.number, fit))


def _of_features(data: Data, labels: Value) -> Marks:
    """Return what went into features; later rows may be the labels where these are not apart from the features."""
    marks = marks_of(data)
    return marks if labels is not None else frozenset(mark for mark in marks if mark.kind != "future")


def _which(owner: Estimator, data: Data, given: Given) -> Hashable:
    if owner.made is None:
        return (owner.number, id(given.node))
    return (owner.made, data.only, data.lacks, text_of(given.node) if data.only is None else None)


def _fit_transform(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    data = data_of(given.get(0, *FEATURES))
    if data is None:
        return m.source(given.node)
    predicts = owner.predicts
    owner.predicts = predicts and name == "fit_predict" and owner.name not in CLUSTERS
    if notebook_functions.method_of(owner.definition, "fit") is not None:
        notebook_functions.method_call(m, owner, "fit", given)
    _learn(m, owner, data, given, name)
    owner.predicts = predicts
    if notebook_functions.method_of(owner.definition, "transform") is not None:
        own = notebook_functions.method_call(
            m, owner, "transform", Given(given.node, given.positional[:1], {})
        )
        if isinstance(own, Data):
            return own
    return _transform(m, owner, name, given)


def _transform(_m: Machine, owner: Estimator, _name: str, given: Given) -> Value:
    data = data_of(given.get(0, *FEATURES))
    if data is None:
        return None
    made = nameless(data)
    made.sources = data.sources
    made.marks |= owner.marks if owner.carries else frozenset()
    return made


def _tested(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    return trials.test(m, owner, name, given) if owner.predicts else _transform(m, owner, name, given)


def _resample(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    found: list[Value] = []
    for value in (given.get(0, "X"), given.get(1, "y")):
        data = data_of(value)
        if data is None:
            found.append(value)
            continue
        made = nameless(data)
        if owner.name in OVERSAMPLERS:
            made.rows = splits.repeat(m, data, given.node, f"{owner.name}.{name}")
        found.append(made)
    return Items(found, kind="tuple")


def _augmented(m: Machine, _owner: Estimator, _name: str, given: Given) -> Value:
    data = data_of(given.get(0, "x", "dataframe"))
    return nameless(data) if data is not None else m.source(given.node)


def trained(m: Machine, name: str, given: Given) -> Value:
    """Follow `xgboost.train(parameters, data)` and the like."""
    data = data_of(given.get(1, "dtrain", "train_set"))
    model = m.estimator(name.partition(".")[0])
    if data is not None and not name.endswith("cv"):
        _learn(m, model, data, Given(given.node, [data], {}), "train")
    return model


def _itself(_m: Machine, owner: Estimator, _name: str, _given: Given) -> Value:
    return owner


def _set(m: Machine, owner: Estimator, _name: str, given: Given) -> Value:
    m.made += 1
    owner.made = (owner.made, text_of(given.node), m.made)
    return owner


def _inverse(_m: Machine, _owner: Estimator, _name: str, given: Given) -> Value:
    return given.get(0)


METHODS: dict[str, Callable[[Machine, Estimator, str, Given], Value]] = {
    **dict.fromkeys((*FITS, "fit_on_texts", "fit_on_sequences", "adapt"), _fit),
    **dict.fromkeys(("fit_transform", "fit_predict"), _fit_transform),
    **dict.fromkeys(RESAMPLES, _resample),
    **dict.fromkeys(TRANSFORMS, _transform),
    **dict.fromkeys(TESTS, _tested),
    **dict.fromkeys(("flow", "flow_from_dataframe"), _augmented),
    **dict.fromkeys("to cuda cpu train eval double float set_output".split(), _itself),
    **dict.fromkeys(("set_params", "compile"), _set),
    "inverse_transform": _inverse,
}
