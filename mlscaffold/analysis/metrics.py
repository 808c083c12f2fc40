"""Metrics of models: functions and values whose names say that they measure one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = (
    "acc|accuracy|score|scores|loss|rmse|mse|mae|mape|r2|auc|f1|precision|recall|error|errors|logloss|brier"
    "|silhouette|report|matrix"
)
_NAME = re.compile(rf"(^|_)({_WORDS})(_|\d|$)", re.IGNORECASE)
_FUNCTION = re.compile(rf"(^|_)({_WORDS})s?$")
# A word at the end: `roc_auc_score` returns a metric, `precision_recall_curve` and `score_samples` return arrays.
_COMPARISON = re.compile(
    r"(_score|_error|_loss|_report|confusion_matrix|_curve|^accuracy|^auc|^r2|^rmse\w*|^mae|^mse|^mape|"
    r"precision_recall_fscore_support|matthews_corrcoef|cross_tab|crosstab)$"
)
# Narrower than _FUNCTION, because no API table backs it: `csr_matrix` and `loss` must not count. Wider by curves and tables.
_CALL = re.compile(
    r"^(?:sklearn\.metrics|torchmetrics|evaluate|fairlearn\.metrics)\.|(?:^|[._])(?:cross_val_score|cross_validate)$"
    r"|(?:roc_auc|accuracy|f1|precision|recall|r2|log_loss|squared_error|absolute_error|brier)_?\w*$"
)
# Words of metrics only: a project's own functions count too, and `write_report` or `log_error` measure nothing.
_LARGER = re.compile(
    r"auc|accuracy|f1|r2|precision|recall|score|map|ndcg|gain|specificity|sensitivity", re.IGNORECASE
)
_SMALLER = re.compile(r"loss|error|mae|mse|mape|brier|deviance|perplexity", re.IGNORECASE)


def is_metric_name(name: str) -> bool:
    """Return whether a variable's name says that it holds a metric."""
    return bool(_NAME.search(name))


def returns_metric(function: str) -> bool:
    """Return whether a function returns a metric.

    Args:
        function: the last part of the name of a function that the API table lists for evaluation.
    """
    return bool(_FUNCTION.search(function))


def compares_predictions(function: str) -> bool:
    """Return whether a library's function compares predictions with labels.

    Args:
        function: the last part of its name.
    """
    return bool(_COMPARISON.search(function))


def calls_metric(calls: Iterable[str]) -> bool:
    """Return whether one of several calls computes a metric.

    Args:
        calls: qualified names, and `.name` for methods of unknown objects.
    """
    return any(call == ".score" or _CALL.search(call) for call in calls)


def larger_is_better(metric: str) -> bool | None:
    """Return whether a larger value of a metric is better, None if its name does not say."""
    if _SMALLER.search(metric):
        return False
    return True if _LARGER.search(metric) else None
