from __future__ import annotations

import pytest

from mlscaffold.analysis.metrics import (
    calls_metric,
    compares_predictions,
    is_metric_name,
    larger_is_better,
    returns_metric,
)


@pytest.mark.parametrize("name", ["acc", "test_rmse", "f1_2", "MAE"])
def test_names_of_metrics(name: str) -> None:
    assert is_metric_name(name)


@pytest.mark.parametrize("name", ["width", "scored", "accent", "prediction"])
def test_other_names(name: str) -> None:
    assert not is_metric_name(name)


@pytest.mark.parametrize("name", ["score", "roc_auc_score", "classification_report", "confusion_matrix"])
def test_functions_that_return_a_metric(name: str) -> None:
    assert returns_metric(name)


@pytest.mark.parametrize("name", ["score_samples", "precision_recall_curve", "mse_resid", "underscore"])
def test_functions_that_return_something_else(name: str) -> None:
    assert not returns_metric(name)


@pytest.mark.parametrize("name", ["f1_score", "roc_curve", "rmse_of", "crosstab"])
def test_functions_that_compare_predictions_with_labels(name: str) -> None:
    assert compares_predictions(name)


@pytest.mark.parametrize("name", ["csr_matrix", "loss", "score", "head"])
def test_functions_that_compare_nothing(name: str) -> None:
    assert not compares_predictions(name)


@pytest.mark.parametrize(
    "call", [".score", "sklearn.metrics.auc", "sklearn.model_selection.cross_validate", "churn.f1_of"]
)
def test_a_call_that_computes_a_metric(call: str) -> None:
    assert calls_metric(["builtins.print", call])


@pytest.mark.parametrize("call", [".fit", "scipy.sparse.csr_matrix", "churn.write_report"])
def test_a_call_that_computes_no_metric(call: str) -> None:
    assert not calls_metric([call])


@pytest.mark.parametrize(
    ("metric", "expected"), [("test_auc", True), ("RMSE", False), ("log_loss", False), ("rows", None)]
)
def test_direction_of_a_metric(metric: str, *, expected: bool | None) -> None:
    assert larger_is_better(metric) is expected
