"""What figures show, as names."""

from __future__ import annotations

import pytest

from mlscaffold.stages.drawn_texts import plotted_columns, titles
from tests.stages.notebooks import READ, running

PLT = "import matplotlib.pyplot as plt\n"
COLUMNS: dict[str, tuple[str, list[str]]] = {
    "two columns": ("plt.scatter(df.area, df['price'])", ["area_and_price"]),
    "a column with spaces": ("plt.plot(df['mean of all prices ever'])", ["mean_of_all_prices"]),
    "no column": ("plt.plot([1, 2])", []),
}


@pytest.mark.parametrize(("source", "names"), COLUMNS.values(), ids=COLUMNS)
def test_columns(source: str, names: list[str]) -> None:
    units = [unit for unit in running(READ, PLT + source) if unit.cell == 2]
    assert list(plotted_columns(units)) == names


def test_titles() -> None:
    units = running(PLT + "plt.plot([1])\nplt.title('One')\nplt.suptitle(name)\nax.set_title('Two')")
    assert list(titles(units)) == ["One", "Two"]
