# %% [markdown]
# # Tables by name

# %%
import pandas as pd

for town in ("ulm", "bonn"):
    globals()[f"table_{town}"] = pd.DataFrame({"v": range(len(town))})
print("RESULT sizes", len(table_ulm), len(table_bonn))

# %% [markdown]
# ## Which are there?

# %%
names = sorted(n for n in globals() if n.startswith("table_"))
total = sum(len(globals()[n]) for n in names)
print("RESULT names", names, total)

# %% [markdown]
# ## Mean

# %%
mean = table_bonn["v"].mean()
print("mean", mean)

# %% [markdown]
# ## If it is not there

# %%
if "limit" not in globals():
    limit = 5
if "limit" in dir():
    limit += 1
print("RESULT limit", limit, "mean" in vars(), "nothing" in globals())

# %% [markdown]
# ## Later

# %%
def size(name):
    return len(globals().get(name, []))


del table_ulm
print("RESULT later", size("table_ulm"), size("table_bonn"), "table_ulm" in globals())
