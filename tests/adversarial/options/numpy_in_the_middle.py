# %% [markdown]
# # Printing arrays

# %%
import numpy as np

values = np.array([1 / 3, 2 / 3, 1e-9, 12345.678])
print("RESULT", values)

# %% [markdown]
# ## Short

# %%
np.set_printoptions(precision=2, suppress=True)
print("RESULT", values)
scaled = values / values.max()

# %% [markdown]
# ## Long arrays

# %%
print("RESULT", str(np.arange(1200))[:12])
old = np.get_printoptions()["threshold"]
np.set_printoptions(threshold=10)
print("RESULT", np.arange(1200))

# %% [markdown]
# ## Errors

# %%
print("RESULT", np.array([1.0, 0.0]).sum() / scaled[0] > 0)
before = np.seterr(divide="raise")
try:
    np.array([1.0]) / np.array([0.0])
except FloatingPointError as error:
    print("RESULT", error)

# %% [markdown]
# ## Back

# %%
np.seterr(**before)
np.set_printoptions(threshold=old, precision=8, suppress=False)
print("RESULT", values, before["divide"])
