"""Notebooks of a chosen size, made of typical snippets."""

from __future__ import annotations

import json

HEADINGS = ("Load the data", "Cleaning", "Features", "Split", "Model", "Evaluation", "Figures", "Export")
FIRST = (
    "# Sales\n\nWhat sells, and why.",
    "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\nimport seaborn as sns",
    (
        "from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.linear_model import LogisticRegression\n"
        "from sklearn.metrics import accuracy_score, f1_score\nfrom sklearn.model_selection import train_test_split\n"
        "from sklearn.preprocessing import StandardScaler"
    ),
    "%matplotlib inline\npd.set_option('display.max_columns', 50)\nsns.set_style('whitegrid')\nnp.random.seed(7)",
)
SNIPPETS = (
    "sales{n} = pd.read_csv('data/sales{n}.csv', parse_dates=['day'])\nprint(sales{n}.shape)\nsales{n}.head()",
    "sales{n}.isnull().sum()",
    "sales{n}.describe()",
    (
        "# prices without a value are those of gifts\nsales{n}['price'] = sales{n}['price'].fillna(0)\n"
        "sales{n}.dropna(subset=['item'], inplace=True)\nsales{n} = sales{n}.drop_duplicates()"
    ),
    (
        "def area_{n}(row):\n    if row['width'] > 10:\n        return row['width'] * row['depth']\n    return 0\n\n"
        "sales{n}['area'] = sales{n}.apply(area_{n}, axis=1)"
    ),
    (
        "sales{n}['month'] = sales{n}['day'].dt.month\nsales{n}['log_price'] = np.log1p(sales{n}['price'])\n"
        "sales{n} = pd.get_dummies(sales{n}, columns=['shop'])"
    ),
    "plt.figure(figsize=(8, 4))\nplt.hist(sales{n}['price'], bins=40)\nplt.title('Prices {n}')\nplt.xlabel('price')\nplt.show()",
    "means{n} = []\nfor month in range(1, 13):\n    part = sales{n}[sales{n}['month'] == month]\n    means{n}.append(part['price'].mean())",
    (
        "X{n} = sales{n}[['area', 'month', 'log_price']]\ny{n} = sales{n}['sold']\n"
        "X_train{n}, X_test{n}, y_train{n}, y_test{n} = train_test_split(X{n}, y{n}, test_size=0.2, random_state=1)"
    ),
    "scaler{n} = StandardScaler()\nX_train{n} = scaler{n}.fit_transform(X_train{n})\nX_test{n} = scaler{n}.transform(X_test{n})",
    "model{n} = RandomForestClassifier(n_estimators=200, max_depth=6, random_state=1)\nmodel{n}.fit(X_train{n}, y_train{n})",
    (
        "predicted{n} = model{n}.predict(X_test{n})\naccuracy{n} = accuracy_score(y_test{n}, predicted{n})\n"
        "print('accuracy:', accuracy{n})\nprint(f'f1: {{f1_score(y_test{n}, predicted{n}):.3f}}')"
    ),
    (
        "fig, ax = plt.subplots(1, 2, figsize=(10, 4))\nsns.countplot(x='month', data=sales{n}, ax=ax[0])\n"
        "ax[1].plot(means{n})\nax[1].set_title('Mean price')\nplt.tight_layout()\nplt.show()"
    ),
    (
        "by_item{n} = sales{n}.groupby('item')['price'].agg(['mean', 'count']).reset_index()\n"
        "by_item{n}.sort_values('count', ascending=False).head(10)"
    ),
    "best{n} = by_item{n}.loc[by_item{n}['count'].idxmax()]\nbest{n}",
    "by_item{n}.to_csv('by_item{n}.csv', index=False)",
)


def notebook(cells: int) -> str:
    """Return a notebook of a number of code cells as the text of an .ipynb file."""
    found = [_cell("markdown" if text.startswith("# ") else "code", text) for text in FIRST]
    for number in range(cells - len(FIRST) + 1):
        part, place = divmod(number, len(SNIPPETS))
        if place % 2 == 0:
            found.append(_cell("markdown", f"## {HEADINGS[place // 2]} {part + 1}"))
        found.append(_cell("code", SNIPPETS[place].format(n=part + 1)))
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return json.dumps(
        {"cells": found, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    )


def _cell(kind: str, source: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell if kind == "markdown" else cell | {"outputs": [], "execution_count": None}
