from __future__ import annotations

import pytest

from mlscaffold.analysis.local_modules import LocalModules
from mlscaffold.hardening.analyze import analyze, undefined
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.stages.opt_outs import NOTHING, REFACTORINGS, OptOuts
from mlscaffold_codemods import CODEMODS
from tests.reporting.small import BUYERS, notebook_of
from tests.stages.notebooks import READ, analysed

NAMES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, Location], ...]]] = {
    "a name that nothing binds": (("a = 1", "b = 2\nc = x"), (("x", Location(2, 2)),)),
    "used twice": (("a = x", "b = x"), (("x", Location(1, 1)),)),
    "bound before": (("x = 1", "a = x"), ()),
    "a builtin": (("a = len([1])",), ()),
    "a helper added by a codemod": (("print(1)",), ()),
}


@pytest.mark.parametrize(("cells", "expected"), NAMES.values(), ids=NAMES)
def test_undefined(cells: tuple[str, ...], expected: tuple[tuple[str, Location], ...]) -> None:
    assert undefined(analysed(*cells).flow) == expected


def test_a_cell_that_is_no_python_is_skipped_and_the_rest_analysed() -> None:
    found = analysed(*BUYERS)
    assert [change.location.cell for change in found.changes if change.kind == "skipped"] == [8]
    assert {1, 4, 6, 9} <= {t.statement.location.cell for t in found.flow.statements}


def test_a_constant_that_became_a_setting_is_no_input() -> None:
    found = analysed(READ, "LIMIT = 3\na = df.age + LIMIT", "## More", "b = a + LIMIT")
    assert "LIMIT" not in {name for stage in found.stages for name in (*stage.inputs, *stage.outputs)}
    assert [name for _, name, _ in found.settings.constants] == ["LIMIT"]


def test_every_statement_that_runs_is_in_one_stage() -> None:
    found = analysed(*BUYERS)
    staged = [unit.index for stage in found.stages for unit in stage.units]
    assert sorted(staged) == [unit.index for unit in found.units if unit.kind != "settings"]


def sources(*cells: str, opt_outs: OptOuts = NOTHING) -> list[str]:
    """Return the statements of cells after all rewriting."""
    notebook = notebook_of(cells)
    found = analyze(notebook, to_python_cells(notebook), CODEMODS, lambda _: {}, opt_outs=opt_outs)
    return [t.statement.source for t in found.flow.statements if t.statement.location.cell]


SHOW = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"


def test_a_figure_is_saved_whatever_is_left_out() -> None:
    every = NOTHING.also((codemod.name for codemod in CODEMODS), (1,)).also(REFACTORINGS, (1,))
    assert [text for text in sources(SHOW, opt_outs=every) if "show" in text] == []
    assert any(text.startswith("save_figures(") for text in sources(SHOW, opt_outs=every))


def test_prints_that_are_left_out_stay_and_displays_are_logged() -> None:
    cells = ("print(1)\ndisplay(2)", "print(3)")
    found = sources(*cells, opt_outs=NOTHING.also(("print-to-logging",), (1,)))
    assert found == ["print(1)", 'logger.info("%s", 2)', 'logger.info("%s", 3)']


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            ("import io, sys\nsys.stdout = io.StringIO()", "print(1)"),
            ["print(1)"],
            id="the stream is replaced",
        ),
        pytest.param(
            ("print(1, end=' ')\nprint(2)",), ["print(1, end=' ')", "print(2)"], id="a line that goes on"
        ),
        pytest.param(
            ("print(1)\nprint(2)",), ['logger.info("%s", 1)', 'logger.info("%s", 2)'], id="ordinary prints"
        ),
    ],
)
def test_prints_that_code_reads_or_continues_stay(cells: tuple[str, ...], expected: list[str]) -> None:
    assert sources(*cells)[-len(expected) :] == expected


def test_a_module_beside_the_notebook_that_captures_prints() -> None:
    notebook = notebook_of(("from cap import cap", "print(1)"))
    text = "from contextlib import redirect_stdout\ndef cap(f):\n    with redirect_stdout(None):\n        f()"
    local = LocalModules(frozenset({"cap"}), texts=(text,))
    found = analyze(notebook, to_python_cells(notebook), CODEMODS, lambda _: {}, local=local)
    assert found.flow.statements[-1].statement.source == "print(1)"


NETWORK = (
    "# House prices",
    (
        "import numpy as np\nimport pandas as pd\nimport torch\nfrom torch import nn\n"
        "from torch.utils.data import DataLoader, TensorDataset\nimport matplotlib.pyplot as plt\n"
        "torch.manual_seed(0)\ndevice = torch.device('cuda' if torch.cuda.is_available() else 'cpu')"
    ),
    "## Data",
    'df = pd.read_csv("houses.csv")\ndf.head()',
    (
        'X = df[["rooms", "area"]].values.astype("float32")\ny = df["price"].values.astype("float32").reshape(-1, 1)\n'
        "X_train, X_test, y_train, y_test = X[:80], X[80:], y[:80], y[80:]\n"
        "mean, std = X_train.mean(0), X_train.std(0)\nX_train = (X_train - mean) / std\nX_test = (X_test - mean) / std"
    ),
    "loader = DataLoader(TensorDataset(torch.from_numpy(X_train), torch.from_numpy(y_train)), batch_size=32)",
    "## Model",
    (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layers = nn.Linear(2, 1)\n"
        "    def forward(self, x):\n        return self.layers(x)\nmodel = Net().to(device)"
    ),
    "## Training",
    (
        "criterion = nn.MSELoss()\noptimizer = torch.optim.Adam(model.parameters(), lr=0.01)\nlosses = []\n"
        "for epoch in range(5):\n    for xb, yb in loader:\n        optimizer.zero_grad()\n"
        "        loss = criterion(model(xb.to(device)), yb.to(device))\n        loss.backward()\n        optimizer.step()\n"
        "    losses.append(loss.item())"
    ),
    "plt.plot(losses)\nplt.show()",
    "## Evaluation",
    (
        "model.eval()\nwith torch.no_grad():\n    predicted = model(torch.from_numpy(X_test).to(device)).cpu().numpy()\n"
        "rmse = np.sqrt(((predicted - y_test) ** 2).mean())\nprint('RMSE', rmse)"
    ),
)


def test_a_network_comes_out_in_stages() -> None:
    stages = analysed(*NETWORK).stages
    assert [stage.name for stage in stages] == [
        "load_houses", "split_train_test", "train_model", "plot_training", "evaluate_model",
    ]  # fmt: skip
    assert set(stages[2].outputs) == {"model", "losses"}
