# %% [markdown]
# # The helper has data of its own

# %%
from loader import HERE_NAME, load

limits = load("limits.json")
print("RESULT limits", limits, HERE_NAME)

# %% [markdown]
# ## Check

# %%
values = [4, 9, 15]
inside = [v for v in values if limits["low"] < v < limits["high"]]
print("RESULT inside", inside)

# %% [markdown]
# ## Mean

# %%
mean = sum(inside) / len(inside)
print("mean", mean)

# %% [markdown]
# ## Written by the helper

# %%
from loader import save

save("limits.json", {"low": mean, "high": 99})
print("RESULT saved", load("limits.json"), limits["low"])
print("RESULT inside", [v for v in values if load("limits.json")["low"] < v])
