# %% [markdown]
# # Inventory

# %%
import json
from dataclasses import dataclass

import pandas as pd


@dataclass
class Item:
    """An item in stock."""

    name: str
    amount: int
    price: float

    @property
    def value(self):
        return self.amount * self.price

# %% [markdown]
# ## Stock

# %%
stock = pd.read_csv("stock.csv")
stock = stock[stock["amount"] >= 0]
items = [Item(row.name, row.amount, row.price) for row in stock.itertuples(index=False)]
print("RESULT items", len(items))

# %% [markdown]
# ## Value

# %%
values = pd.Series({item.name: item.value for item in items})
share = values / values.sum()
print("RESULT total", values.sum(), values.idxmax())
share.round(2)

# %% [markdown]
# ## Orders

# %%
orders = [("nut", 30), ("gear", 5), ("bolt", 10)]
by_name = {item.name: item for item in items}
refused = []
for name, wanted in orders:
    if by_name[name].amount >= wanted:
        by_name[name].amount -= wanted
    else:
        refused.append(name)
print("RESULT refused", refused)

# %% [markdown]
# ## Reorder

# %%
def missing(item, level=80):
    """Return how many have to be ordered."""
    return max(0, level - item.amount)


reorder = {item.name: missing(item) for item in items}
cost = sum(reorder[item.name] * item.price for item in items)
print("RESULT reorder", reorder, round(cost, 2))
with open("reorder.json", "w") as file:
    json.dump(reorder, file)
