from __future__ import annotations

import pytest

from mlscaffold.stages.name import names, role_of_group
from tests.stages.notebooks import READ, running

PLT = "import matplotlib.pyplot as plt\n"
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "a file": ((READ,), ("df",), "load_people"),
    "a data set": (("from sklearn.datasets import load_iris\niris = load_iris()",), ("iris",), "load_iris"),
    "a model's class": (
        ("from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)",),
        ("m",),
        "train_svc",
    ),
    "a model that is not fitted": (
        ("from sklearn.svm import SVC\nscorer = SVC()",),
        ("scorer",),
        "build_scorer",
    ),
    "columns that are added": (
        (
            READ,
            "x = 1",
            "df['log_age'] = df.age + 1\ndf['log_price'] = df.price + 1\ndf['log_size'] = df['size'] * 2",
        ),
        ("df",),
        "add_log_features",
    ),
    "a column that is added": ((READ, "x = 1", "df['age2'] = df.age + 1"), ("df",), "add_age2"),
    "a column that is changed": ((READ, "x = 1", "df['age'] = df.age + 1"), ("df",), "transform_age"),
    "a choice of rows": ((READ, "df = df[df.age > 3]"), ("df",), "filter_rows"),
    "a formula": (
        ("import statsmodels.formula.api as smf\nr = smf.ols('a ~ b', data).fit()",),
        ("r",),
        "train_ols",
    ),
    "what is done to a table": (
        (READ, "x = 1", "df = df.dropna()\ndf = df.dropna(subset=['a'])"),
        ("df",),
        "drop_missing_rows",
    ),
    "groups": ((READ, "x = 1", "df = df.groupby('town').mean()"), ("df",), "summarize_by_town"),
    "a split": (
        ("from sklearn.model_selection import train_test_split\na, b = train_test_split(x)",),
        ("a", "b"),
        "split_train_test",
    ),
    "a title": ((PLT + "plt.plot([1])\nplt.title('Sales by year')",), (), "plot_sales_by_year"),
    "columns": ((PLT + "plt.scatter(df.area, df['price'])",), (), "plot_area_and_price"),
    "its result": (("total = 1",), ("total",), "compute_total"),
    "a generic name if nothing else fits": (("x = 1",), ("x",), "compute_x"),
    "nothing": (("print(1)",), (), "explore_data"),
}
ROLES: dict[str, tuple[str, str]] = {
    "drawings": (PLT + "plt.plot([1])", "plot"),
    "looks": ("print(1)", "explore"),
    "reading": (READ, "load"),
    "numbers": ("a = 1", "analyze"),
    "a frame of literals": ("import pandas as pd\ndf = pd.DataFrame({'a': [1]})", "make"),
    "training outweighs reading": (READ + "\nfrom sklearn.svm import SVC\nm = SVC()\nm.fit(df, df)", "train"),
}


@pytest.mark.parametrize(("cells", "outputs", "name"), NAMES.values(), ids=NAMES)
def test_name(cells: tuple[str, ...], outputs: tuple[str, ...], name: str) -> None:
    group = running(*cells)
    last = [unit for unit in group if unit.cell == max(unit.cell for unit in group)]
    assert names([tuple(last)], [outputs], frozenset()) == (name,)


@pytest.mark.parametrize(("cell", "role"), ROLES.values(), ids=ROLES)
def test_role(cell: str, role: str) -> None:
    assert role_of_group(running(cell)) == role


def test_names_differ() -> None:
    group = running("total = 1")
    found = names([group] * 4, [("total",)] * 4, frozenset())
    assert found[0] == "compute_total"
    assert len(set(found)) == 4


def test_a_reserved_name() -> None:
    assert names([running("total = 1")], [("total",)], frozenset({"compute_total"})) != ("compute_total",)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("## Cleaning the prices", "clean_prices"),
        ("## Handle missing values", "handle_missing_values"),
        ("## Scale", "prepare_data"),
        ("## Training day", "compute_training_day"),
        ("## Growth by year", "compute_growth_by_year"),
        ("## Finding", "compute_a"),
    ],
    ids=["a verb", "an action", "a verb alone", "a noun", "a subject", "a word without meaning"],
)
def test_a_heading_names_a_stage(title: str, name: str) -> None:
    group = running("before = 1", title, "a = before + 1")[1:]
    assert names([group], [("a",)], frozenset()) == (name,)


def test_a_table_is_called_after_its_file() -> None:
    units = running(READ, "df = df * 2")
    groups = [tuple(u for u in units if u.cell == cell) for cell in (1, 2)]
    assert names(groups, [("df",), ("df",)], frozenset()) == ("load_people", "compute_people")


def test_a_heading_with_a_verb_names_a_stage_that_is_a_section() -> None:
    units = running(READ, "## Generate the table", "df.to_csv('new.csv')", "## Other")
    groups = [tuple(u for u in units if u.cell == cell) for cell in sorted({u.cell for u in units})]
    assert names(groups, [("df",), ()], frozenset())[1] == "generate_table"
