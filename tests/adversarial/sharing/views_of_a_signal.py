# %% [markdown]
# # Signal

# %%
import numpy as np

signal = np.arange(12, dtype=float)
window = signal[2:6]
table = signal.reshape(3, 4)
flat = table.ravel()

# %% [markdown]
# ## Remove the mean of the window

# %%
before = signal.sum()
window -= window.mean()
print("RESULT sum", before, signal.sum())

# %% [markdown]
# ## Scale the rows

# %%
weights = np.array([1.0, 10.0, 100.0])
table *= weights[:, None]
energy = (table**2).sum(axis=1)
print("RESULT window", window.tolist())

# %% [markdown]
# ## Border

# %%
flat[-1] = -1
signal[0] = 7
corner = table[0, 0], table[-1, -1]
print("RESULT corner", corner)
print("RESULT energy", energy.tolist(), flat[:3].tolist())
