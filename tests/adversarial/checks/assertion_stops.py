# %% [markdown]
# # Assertions

# %%
import numpy as np

weights = np.array([0.2, 0.3, 0.6])
print("RESULT weights", weights.sum().round(2))

# %% [markdown]
# ## They are positive

# %%
assert (weights > 0).all(), "negative weights"
scaled = weights / weights.max()
print("RESULT scaled", scaled.round(3).tolist())

# %% [markdown]
# ## They sum up to one

# %%
with open("checked.txt", "a") as file:
    file.write("positive\n")
np.testing.assert_allclose(weights.sum(), 1, atol=0.05)

# %% [markdown]
# ## Not reached

# %%
with open("checked.txt", "a") as file:
    file.write("sum\n")
print("RESULT all", len(weights))
