from __future__ import annotations

import pytest

from mlscaffold.codegen.result_names import figure_names, name_results
from mlscaffold.stages.statement_roles import sections
from tests.reporting.small import notebook_of
from tests.stages.notebooks import traced

SCORE = "from sklearn.metrics import accuracy_score\n"
MODEL = "from sklearn.svm import SVC\nmodel = SVC()\n"
NAMED: dict[str, tuple[str, list[str]]] = {
    "a displayed metric": (SCORE + "accuracy_score(y, p)", ["accuracy = accuracy_score(y, p)", "accuracy"]),
    "a printed metric": (
        SCORE + "print('acc', accuracy_score(y, p))",
        ["accuracy = accuracy_score(y, p)", "print('acc', accuracy)"],
    ),
    "rounded": (
        SCORE + "print(round(accuracy_score(y, p), 2))",
        ["accuracy = accuracy_score(y, p)", "print(round(accuracy, 2))"],
    ),
    "a model's score": (MODEL + "model.score(X, y)", ["model_score = model.score(X, y)", "model_score"]),
    "a name that is in use": (
        SCORE + "accuracy = 1\naccuracy_score(y, p)",
        ["accuracy_y = accuracy_score(y, p)", "accuracy_y"],
    ),
    "a metric of the notebook behind its name": (
        "def mae(y, p):\n    return abs(y - p).mean()\nprint('Final MAE', mae(y, p))",
        ["final_mae = mae(y, p)", "print('Final MAE', final_mae)"],
    ),
    "by hand behind its name": (
        "import numpy as np\nprint('RMSE:', round(np.sqrt(((y - p) ** 2).mean()), 2))",
        ["rmse = np.sqrt(((y - p) ** 2).mean())", "print('RMSE:', round(rmse, 2))"],
    ),
    "in an f-string": (
        "import numpy as np\nprint(f'MAE {np.mean(abs(y - p)):.2f}')",
        ["mae = np.mean(abs(y - p))", "print(f'MAE {mae:.2f}')"],
    ),
    "a score in an f-string": (
        MODEL + "print(f'r2 {model.score(X, y):.3f}')",
        ["r2 = model.score(X, y)", "print(f'r2 {r2:.3f}')"],
    ),
    "a comment stays first": (
        SCORE + "# how good\naccuracy_score(y, p)",
        ["# how good\naccuracy = accuracy_score(y, p)", "accuracy"],
    ),
}
KEPT: dict[str, str] = {
    "a metric with a name": SCORE + "a = accuracy_score(y, p)",
    "a print of something else": "print(len(p))",
    "a metric that is not displayed": SCORE + "accuracy_score(y, p)\na = 1",
    "a metric inside a loop": SCORE + "for p in ps:\n    print(accuracy_score(y, p))",
    "another number behind a word": "import numpy as np\nprint('width', np.mean(x))",
    "a sentence": "import numpy as np\nprint('the error that we see here is about', np.mean(x))",
    "a metric that has a name": "import numpy as np\nmae = 1\nprint('MAE', mae)",
    "a metric behind another call": "import numpy as np\nprint(f(), 'MAE', np.mean(x))",
    "a loss taken out of a tensor": "print('loss', loss.item())",
    "a prediction": MODEL + "model.predict(X)",
    "the notebook's own function": "def accuracy_score(y, p):\n    return 1\naccuracy_score(1, 2)",
}
PLT = "import matplotlib.pyplot as plt\n"
FIGURES: dict[str, tuple[tuple[str, ...], dict[int, str]]] = {
    "a title": ((PLT + "plt.plot([1])\nplt.title('Sales by year')",), {1: "sales_by_year"}),
    "a title of axes": ((PLT + "fig, ax = plt.subplots()\nax.set_title('Ages')",), {1: "ages"}),
    "labels of axes": ((PLT + "plt.plot([1])\nplt.xlabel('age')\nplt.ylabel('Income')",), {1: "age_income"}),
    "the plotted columns": ((PLT + "plt.hist([1])",), {1: "hist"}),
    "a heading and the plotted columns": (("# Ages", PLT + "plt.hist([1])"), {1: "ages_hist"}),
    "a heading alone": (("# Ages", "a = 1"), {1: "ages"}),
    "nothing": (("a = 1",), {1: "figure"}),
    "a title without letters": ((PLT + "plt.plot([1])\nplt.title('数据')",), {1: "figure"}),
    "a title that is no literal": ((PLT + "t = 'A'\nplt.plot([1])\nplt.title(t)",), {1: "plot"}),
    "the same twice": ((PLT + "plt.hist([1])", "plt.hist([2])"), {1: "hist", 2: "hist_cell2"}),
    "a function alone": (("def f():\n    plt.title('A')",), {}),
}


def sources(cell: str) -> list[str]:
    statements = traced(cell).statements
    reserved = frozenset(name for t in statements for name in t.effects.binds)
    return [statement.source for statement in name_results(statements, reserved)]


@pytest.mark.parametrize(("cell", "expected"), NAMED.values(), ids=NAMED)
def test_a_metric_gets_a_name(cell: str, expected: list[str]) -> None:
    assert sources(cell)[-2:] == expected


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_other_statements_stay(cell: str) -> None:
    assert sources(cell) == [t.statement.source for t in traced(cell).statements]


@pytest.mark.parametrize(("cells", "expected"), FIGURES.values(), ids=FIGURES)
def test_figure_names(cells: tuple[str, ...], expected: dict[int, str]) -> None:
    notebook = notebook_of(cells)
    flow = traced(*(cell.source for cell in notebook.code))
    assert figure_names(flow.statements, sections(notebook)) == expected
