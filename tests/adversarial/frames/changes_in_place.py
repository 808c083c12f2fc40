# %% [markdown]
# # In place

# %%
import pandas as pd

table = pd.DataFrame({"b": [3, 1, 2], "a": ["z", "x", "y"]}, index=[10, 11, 12])
original = table
table.sort_values("b", inplace=True)
print("RESULT sorted", original["b"].tolist(), list(original.index))

# %% [markdown]
# ## Columns

# %%
table.rename(columns={"a": "name"}, inplace=True)
table.insert(0, "first", range(3))
print("RESULT columns", list(original.columns))

# %% [markdown]
# ## Sum

# %%
total = table["b"].sum()
names = table.pop("name")
print("RESULT total", total, names.tolist(), list(original.columns))

# %% [markdown]
# ## Index

# %%
table.reset_index(drop=True, inplace=True)
table.columns = ["x", "y"]
table.index.name = "row"
table.loc[3] = [9, 9]
print("RESULT end", original.shape, original.index.name, original["y"].tolist())
outcome = table.drop_duplicates(inplace=True)
print("RESULT outcome", outcome, names.index.tolist())
