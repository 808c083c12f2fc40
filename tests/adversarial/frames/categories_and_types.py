# %% [markdown]
# # Types

# %%
import pandas as pd

table = pd.DataFrame({"size": ["S", "L", "M", "S"], "amount": ["1", "2", "x", "4"]})
order = ["S", "M", "L"]
table["size"] = pd.Categorical(table["size"], categories=order, ordered=True)
print("RESULT largest", table["size"].max(), table["size"].cat.codes.tolist())

# %% [markdown]
# ## Numbers

# %%
table["amount"] = pd.to_numeric(table["amount"], errors="coerce")
print("RESULT sum", table["amount"].sum(), table["amount"].dtype)

# %% [markdown]
# ## Counts

# %%
counts = table["size"].value_counts().reindex(order)
print("RESULT counts", counts.to_dict())

# %% [markdown]
# ## Another category

# %%
order.append("XL")
table["size"] = table["size"].cat.set_categories(order)
table.loc[1, "size"] = "XL"
print("RESULT categories", table["size"].cat.categories.tolist(), table["size"].max(), counts.tolist())
groups = table.groupby("size", observed=False)["amount"].count()
table = table.astype({"size": str})
print("RESULT groups", groups.to_dict(), sorted(table["size"]))
