# %% [markdown]
# # One generator

# %%
import numpy as np

rng = np.random.default_rng(42)


def walk(steps, generator):
    return np.cumsum(generator.choice([-1, 1], steps))


def noise(n):
    return rng.normal(size=n).round(3)


path = walk(6, rng)
print("RESULT path", path.tolist())

# %% [markdown]
# ## Noise

# %%
first = noise(2)
print("RESULT noise", first.tolist())

# %% [markdown]
# ## Length

# %%
length = int(np.abs(path).max())
print("length", length)

# %% [markdown]
# ## An equal generator

# %%
twin = np.random.default_rng(42)
print("RESULT twin", walk(6, twin).tolist() == path.tolist(), noise(1).tolist())

# %% [markdown]
# ## Go on

# %%
other = rng
values = other.integers(0, 50, 3)
rng = np.random.default_rng(0)
print("RESULT values", values.tolist(), noise(1).tolist(), other.integers(0, 50), length)
