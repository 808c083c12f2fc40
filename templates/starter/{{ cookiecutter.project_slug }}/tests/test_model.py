"""The model learns, is deterministic, and predicts as expected where people know the answer."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import asdict
from typing import Any

import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.data import load, split
from {{ cookiecutter.package }}.evaluate import evaluate, gate
from {{ cookiecutter.package }}.predict import predict, probability
from {{ cookiecutter.package }}.train import fit

CONFIG = Config()


@pytest.fixture(scope="module")
def parts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Earlier and later parcels."""
    return split(load(CONFIG.parcels_csv), CONFIG.test_size)


@pytest.fixture(scope="module")
def model(parts: tuple[pd.DataFrame, pd.DataFrame]) -> Pipeline:
    """A model fitted on the earlier ones."""
    return fit(parts[0], CONFIG.regularization, CONFIG.seed)


def test_the_gate_lets_the_model_pass(model: Pipeline, parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    roc_auc, baseline_roc_auc, brier, worst = evaluate(model, *parts)
    gate(roc_auc, baseline_roc_auc, CONFIG.minimum_gain)
    assert baseline_roc_auc == pytest.approx(0.5)
    assert worst <= roc_auc + 0.1
    assert 0 < brier < 0.25


def test_the_gate_stops_a_model_that_has_learned_nothing() -> None:
    with pytest.raises(ValueError, match=r"gains 0\.010 on the baseline"):
        gate(roc_auc=0.51, baseline_roc_auc=0.5, minimum_gain=0.05)


def test_the_same_seed_gives_the_same_model(model: Pipeline, parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    again = fit(parts[0], CONFIG.regularization, CONFIG.seed)
    digests = {hashlib.sha256(pickle.dumps(one)).hexdigest() for one in (model, again)}
    assert len(digests) == 1


def test_fitting_does_not_change_the_data(parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    before = parts[0].copy(deep=True)
    fit(parts[0], CONFIG.regularization, CONFIG.seed)
    pd.testing.assert_frame_equal(parts[0], before)


def test_the_order_of_rows_and_columns_does_not_matter(model: Pipeline, rows: pd.DataFrame) -> None:
    shuffled = rows.iloc[::-1, ::-1]
    pd.testing.assert_series_equal(probability(model, shuffled).sort_index(), probability(model, rows))


def test_one_row_alone_gets_the_same_prediction_as_among_others(model: Pipeline, rows: pd.DataFrame) -> None:
    alone = pd.concat([predict(model, rows.loc[[place]]) for place in rows.index])
    pd.testing.assert_frame_equal(alone, predict(model, rows))


@pytest.mark.parametrize(
    ("column", "better", "worse"), [("express", True, False), ("hour", 9, 18), ("distance_km", 50.0, 900.0)]
)
def test_what_should_make_a_parcel_late_does(
    model: Pipeline, rows: pd.DataFrame, column: str, better: Any, worse: Any
) -> None:
    early, late = (probability(model, rows.assign(**{column: value})) for value in (better, worse))
    assert (early < late).all()


def test_an_unknown_weight_gets_a_prediction(model: Pipeline, rows: pd.DataFrame) -> None:
    assert probability(model, rows.assign(weight_kg=float("nan"))).between(0, 1).all()


def test_settings_have_defaults_that_run() -> None:
    assert all(value is not None for value in asdict(CONFIG).values())
