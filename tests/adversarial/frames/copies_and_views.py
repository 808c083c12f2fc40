# %% [markdown]
# # Copies

# %%
import pandas as pd

table = pd.DataFrame({"v": [1.0, None, 3.0], "w": [4.0, 5.0, 6.0]})
column = table["v"]
part = table[table["w"] > 4].copy()
table["v"] = table["v"].fillna(0)
print("RESULT column", column.isna().sum(), table["v"].tolist())

# %% [markdown]
# ## Part

# %%
part["v"] = -1
part.iloc[0, 1] = 50
print("RESULT part", part.values.tolist(), table["w"].tolist())

# %% [markdown]
# ## Mean

# %%
mean = table["w"].mean()
print("mean", mean)

# %% [markdown]
# ## Values

# %%
array = table["w"].to_numpy(copy=True)
array[0] = 400
second = table.head(2)
second = second.assign(w=second["w"] * 2)
table.at[0, "w"] = 7
print("RESULT values", array.tolist(), second["w"].tolist(), table["w"].tolist())
column = column * 2
print("RESULT end", column.tolist()[::2], mean)
