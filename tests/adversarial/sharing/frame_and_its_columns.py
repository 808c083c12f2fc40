# %% [markdown]
# # Stock

# %%
import numpy as np
import pandas as pd

stock = pd.DataFrame({"item": ["nut", "bolt", "cog"], "amount": [5, 3, 9], "price": [0.1, 0.2, 1.5]})
working = stock
backup = stock.copy()

# %% [markdown]
# ## Value

# %%
working["value"] = working["amount"] * working["price"]
print("RESULT columns", len(stock.columns), len(backup.columns))

# %% [markdown]
# ## Summary

# %%
summary = stock[["amount", "value"]].agg(["sum", "max"])
print(summary)

# %% [markdown]
# ## Sold

# %%
working.loc[working["item"] == "nut", "amount"] -= 2
working.drop(index=1, inplace=True)
print("RESULT amount", stock["amount"].tolist(), backup["amount"].tolist())

# %% [markdown]
# ## Cells that hold lists

# %%
tags = ["new"]
notes = pd.DataFrame({"tags": [tags, tags]})
cells = np.empty(2, dtype=object)
cells[0] = tags
tags.append("sale")
print("RESULT tags", notes["tags"].tolist(), cells[0])
