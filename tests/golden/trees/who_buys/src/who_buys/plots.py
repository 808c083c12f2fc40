"""Plots the figures.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from ._runtime import save_figures


def plot_income_by_city(df: pd.DataFrame) -> None:
    """Plot "Income by city" from `df`.

    Args:
        df: output of `prepare_people`.

    Source: who_buys.ipynb, cells 6, 7.
    """
    df.groupby("city").income.mean().plot.bar()
    plt.ylabel("mean income")
    plt.title("Income by city")
    save_figures("income_by_city")
    bought = df[df.bought == 1]
    stayed = df[df.bought == 0]
    plt.hist([bought.age, stayed.age], bins=8, label=["bought", "did not"])
    plt.legend()
    plt.xlabel("age")
    save_figures("age")


def plot_purchase_drivers(X: pd.DataFrame, model: LogisticRegression) -> None:
    """Plot "Purchase drivers" from `X` and `model`.

    Args:
        X: output of `build_features`.
        model: output of `train_logistic_regression`.

    Source: who_buys.ipynb, cell 14.
    """
    coefficients = pd.Series(model.coef_[0], index=X.columns).sort_values()
    coefficients.plot.barh()
    plt.title("Purchase drivers")
    save_figures("purchase_drivers")
