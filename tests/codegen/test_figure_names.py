from __future__ import annotations

import pytest

from mlscaffold.codegen.figure_names import figure_names
from mlscaffold.stages.statement_roles import sections
from tests.reporting.small import notebook_of
from tests.stages.notebooks import traced

PLT = "import matplotlib.pyplot as plt\n"
TABLE: dict[str, tuple[tuple[str, ...], dict[int, str]]] = {
    "a title": ((PLT + "plt.plot([1])\nplt.title('Sales by year')",), {1: "sales_by_year"}),
    "a title of axes": ((PLT + "fig, ax = plt.subplots()\nax.set_title('Ages')",), {1: "ages"}),
    "labels of axes": ((PLT + "plt.plot([1])\nplt.xlabel('age')\nplt.ylabel('Income')",), {1: "age_income"}),
    "what is drawn": ((PLT + "plt.hist([1])",), {1: "hist"}),
    "a heading and what is drawn": (("# Ages", PLT + "plt.hist([1])"), {1: "ages_hist"}),
    "a heading alone": (("# Ages", "a = 1"), {1: "ages"}),
    "nothing": (("a = 1",), {1: "figure"}),
    "a title without letters": ((PLT + "plt.plot([1])\nplt.title('数据')",), {1: "figure"}),
    "a title that is no literal": ((PLT + "t = 'A'\nplt.plot([1])\nplt.title(t)",), {1: "plot"}),
    "the same twice": ((PLT + "plt.hist([1])", "plt.hist([2])"), {1: "hist", 2: "hist_cell2"}),
    "a function alone": (("def f():\n    plt.title('A')",), {}),
}


@pytest.mark.parametrize(("cells", "expected"), TABLE.values(), ids=TABLE)
def test_figure_names(cells: tuple[str, ...], expected: dict[int, str]) -> None:
    notebook = notebook_of(cells)
    flow = traced(*(cell.source for cell in notebook.code))
    assert figure_names(flow.statements, sections(notebook)) == expected
