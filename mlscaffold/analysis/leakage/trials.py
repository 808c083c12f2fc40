"""What predicting, scoring and cross-validating do with rows."""

from __future__ import annotations

from mlscaffold.analysis.leakage import notebook_functions, splits
from mlscaffold.analysis.leakage.reading import data_of, marks_of, merged, nameless
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.target_columns import leaked_columns
from mlscaffold.analysis.leakage.values import Data, Estimator, Fit, Folds, Items, Scalar, Trial, Value
from mlscaffold.analysis.leakage.vocabulary import FEATURES, SCORES


def test(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    """Follow `predict`, `score` and the like of a model."""
    data = data_of(given.get(0, *FEATURES))
    if data is None:
        return None
    trial = _try(m, owner, data, given, "score" if name in SCORES else "predict", f"{owner.name}.{name}")
    if name in SCORES:
        return Scalar(None)
    found = nameless(data)
    found.sources = frozenset()
    found.trials |= frozenset({trial} if trial else ())
    return found


def validated(m: Machine, owner: Estimator, value: Value, given: Given) -> None:
    """Follow what `fit` is given to validate with: data, a pair, or a list of pairs."""
    if isinstance(value, Items) and value.known:
        value = value.known[-1] if isinstance(value.known[0], Items) else value.known[0]
        value = value.known[0] if isinstance(value, Items) and value.known else value
    data = data_of(value)
    if data is not None and owner.fits:
        _try(m, owner, data, given, "predict")


def _try(m: Machine, owner: Estimator, data: Data, given: Given, how: str, text: str = "") -> Trial | None:
    if not owner.fits or not data.rows or data.one:
        return None
    place = m.place(given.node, text or f"{owner.name}.{given.method}")
    many = bool(m.loops) and owner.number > m.loops[-1]
    trial = Trial(owner.number, owner.fits[-1], data.rows, marks_of(data), place, how, many)
    m.trials[trial] = None
    if how == "score":
        m.scored.add(trial)
    return trial


def forward(m: Machine, owner: Estimator, given: Given) -> Value:
    """Follow a call of a model itself, as networks are trained and used; `.backward()` tells which it was."""
    found = [d for d in (data_of(value) for value in given.all()) if d is not None]
    if not found:
        return owner
    data = merged(found)
    if not _is_network(owner):
        return data
    made = nameless(data)
    fit = Fit(data.rows, marks_of(data), m.place(given.node, owner.name))
    last = owner.fits[-1] if owner.fits else fit
    trial = Trial(owner.number, last, data.rows, marks_of(data), m.place(given.node, owner.name), "forward")
    made.trials |= frozenset({trial})
    m.forwards[trial] = owner
    if owner.fits:
        m.trials[trial] = None
    return made


def _is_network(owner: Estimator) -> bool:
    defines = notebook_functions.method_of(owner.definition, "forward") or notebook_functions.method_of(
        owner.definition, "call"
    )
    return defines is not None or owner.name == "Sequential"


def cross_validation(m: Machine, name: str, given: Given) -> Value:
    """Follow `cross_val_score` and the like."""
    data = data_of(given.get(1, "X"))
    model = given.get(0, "estimator")
    if data is None or not data.rows:
        return None
    cv = given.get(None, "cv")
    if isinstance(cv, Folds) and cv.shuffles:
        splits.folds(m, cv, Given(given.node, [data], {}))
    name = name.rpartition(".")[2]
    number = model.number if isinstance(model, Estimator) else 0
    picks = isinstance(model, Estimator) and model.picks
    leaked = () if picks else leaked_columns(data, data_of(given.get(2, "y")), m.files)
    place = m.place(given.node, name)
    fit = Fit(data.rows, marks_of(data), place, leaked)
    m.fits.append((number, fit))
    trial = Trial(number, fit, data.rows, marks_of(data), place, "folds")
    m.trials[trial] = None
    return Data(data.rows, trials=frozenset()) if name == "cross_val_predict" else Scalar(None)


def shown(m: Machine, name: str, given: Given) -> Value:
    """Follow `plot_confusion_matrix(model, X, y)` and the like."""
    model, data = given.get(0), data_of(given.get(1))
    if isinstance(model, Estimator) and data is not None:
        _try(m, model, data, given, "score", name.rpartition(".")[2])
    return None
