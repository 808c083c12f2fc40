# %% [markdown]
# # Two experiments

# %%
import numpy as np

np.random.seed(1)
first = np.random.rand(3).round(3)
print("RESULT first", first.tolist())

# %% [markdown]
# ## More draws

# %%
noise = np.random.normal(size=2).round(3)
print("RESULT noise", noise.tolist())

# %% [markdown]
# ## Mean

# %%
mean = first.mean().round(3)
print("mean", mean)

# %% [markdown]
# ## The same again

# %%
np.random.seed(1)
second = np.random.rand(3).round(3)
print("RESULT same", (first == second).all())

# %% [markdown]
# ## Go on

# %%
third = np.random.rand(2).round(3)
state = np.random.get_state()
fourth = np.random.randint(0, 100, 3)
np.random.set_state(state)
print("RESULT third", third.tolist(), fourth.tolist(), np.random.randint(0, 100, 3).tolist())
