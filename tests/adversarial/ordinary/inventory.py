# %% [markdown]
# # Inventory

# %%
from dataclasses import dataclass


@dataclass
class Item:
    """An item in stock."""

    name: str
    amount: int
    price: float

    @property
    def value(self):
        return self.amount * self.price


items = [Item("nut", 100, 0.1), Item("bolt", 50, 0.25), Item("gear", 4, 12.5)]
print("RESULT items", len(items))

# %% [markdown]
# ## Value

# %%
total = sum(item.value for item in items)
most = max(items, key=lambda item: item.value)
print("RESULT total", total, most.name)

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
