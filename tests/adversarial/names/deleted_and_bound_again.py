# %% [markdown]
# # Free the memory

# %%
import pandas as pd

table = pd.DataFrame({"v": [1, 2, 3]})
total = table["v"].sum()
print("RESULT total", total)
del table
print("RESULT there", "table" in globals())

# %% [markdown]
# ## Another table

# %%
table = [total, total * 2]
print("RESULT table", table, type(table).__name__)

# %% [markdown]
# ## A dict

# %%
sizes = {"a": 1, "b": 2}
del sizes["a"], table[0]
mean = sum(sizes.values()) / len(sizes)
print("RESULT sizes", sizes, table)

# %% [markdown]
# ## Safe?

# %%
try:
    del nothing
except NameError:
    nothing = mean
x = y = [0]
del x
y.append(nothing)
print("RESULT y", y)
del y[:]
print("RESULT empty", y, nothing)
