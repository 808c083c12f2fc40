from __future__ import annotations

import pytest

from mlscaffold.stages.metric_values import metrics_of
from tests.stages.notebooks import analysed, running

SCORES = (
    "from sklearn.metrics import accuracy_score, mean_squared_error, confusion_matrix\nimport numpy as np\n"
)
METRICS: dict[str, tuple[str, ...]] = {
    "a scoring call": (SCORES, "a = accuracy_score(y, p)"),
    "a root by hand": (SCORES, "a = np.sqrt(mean_squared_error(y, p))"),
    "rounded": (SCORES, "a = round(accuracy_score(y, p), 3)"),
    "a share of one": (SCORES, "a = 1 - accuracy_score(y, p)"),
    "a model's score": ("from sklearn.svm import SVC\nm = SVC()", "a = m.score(X, y)"),
    "the mean of a validation": (
        "from sklearn.model_selection import cross_val_score",
        "a = cross_val_score(m, X, y).mean()",
    ),
    "all by hand": ("import numpy as np", "mape = np.mean(abs((y - p) / y))"),
    "a method by hand": ("rmse = ((y - p) ** 2).mean() ** 0.5",),
    "a quotient": ("accuracy = 100 * correct / total",),
    "a function of the notebook": ("def mae(y, p):\n    return abs(y - p).mean()", "a = mae(y, p)"),
    "the best of a search": (
        "from sklearn.model_selection import GridSearchCV\ng = GridSearchCV(m, {})",
        "best_score = g.best_score_",
    ),
    "a loss of torch": ("from torch import nn\nf = nn.MSELoss()", "test_loss = f(p, y)"),
    "a part of an evaluation": ("from keras import Sequential\nm = Sequential()", "a = m.evaluate(X, y)[1]"),
}
OTHERS: dict[str, tuple[str, ...]] = {
    "choices of a hyperparameter": ("loss = ['squared_error', 'huber']",),
    "the name of a loss": ("loss = 'mse'",),
    "a start": ("best_score = 0.0",),
    "a table of scores": ("import pandas as pd", "scores = pd.DataFrame(p, columns=['one'])"),
    "components": ("from sklearn.decomposition import PCA\np = PCA()", "scores = p.fit_transform(X)"),
    "an empty list": ("losses = []",),
    "a list of scores": (SCORES, "scores = [accuracy_score(y, p) for p in ps]"),
    "a matrix": (SCORES, "matrix = confusion_matrix(y, p)"),
    "a time": ("import time\nt = time.time()", "score_time = time.time() - t"),
    "errors of rows": ("import pandas as pd\nd = pd.DataFrame()", "error = d.a - d.b"),
    "a loss function": ("from torch import nn", "loss = nn.MSELoss()"),
    "a report of the notebook": ("def report(y, p):\n    return [y, p]", "a = report(y, p)"),
    "a prediction": ("from sklearn.svm import SVC\nm = SVC()", "a = m.predict(X)"),
    "another number": ("import numpy as np", "width = np.mean(x)"),
}


def last(cells: tuple[str, ...]) -> frozenset[str]:
    return metrics_of(running(*cells)[-1])


@pytest.mark.parametrize("cells", METRICS.values(), ids=METRICS)
def test_a_metric(cells: tuple[str, ...]) -> None:
    assert len(last(cells)) == 1


@pytest.mark.parametrize("cells", OTHERS.values(), ids=OTHERS)
def test_no_metric(cells: tuple[str, ...]) -> None:
    assert last(cells) == frozenset()


def test_both_values_of_an_evaluation() -> None:
    cells = ("from keras import Sequential\nm = Sequential()", "loss, accuracy = m.evaluate(X, y)")
    assert last(cells) == {"loss", "accuracy"}


def test_metrics_of_stages() -> None:
    found = analysed(
        SCORES + "y, p = np.ones(3), np.ones(3)", "print('Final RMSE', np.sqrt(mean_squared_error(y, p)))"
    )
    assert [name for stage in found.stages for name in stage.metrics] == ["final_rmse"]
