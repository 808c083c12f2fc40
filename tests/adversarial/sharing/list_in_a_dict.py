# %% [markdown]
# # Training log

# %%
import numpy as np

history = []
state = {"epoch": 0, "history": history}

# %% [markdown]
# ## First epochs

# %%
rng = np.random.default_rng(3)
losses = np.sort(rng.random(5))[::-1]
for loss in losses[:3]:
    history.append(round(float(loss), 3))
    state["epoch"] += 1
print("RESULT epochs", state["epoch"], "kept", len(state["history"]))

# %% [markdown]
# ## Smoothing

# %%
# a running mean, for the plot
smooth = np.convolve(losses, np.ones(2) / 2, mode="valid")
print("smoothed", smooth.round(2))

# %% [markdown]
# ## More epochs

# %%
for loss in losses[3:]:
    history.append(round(float(loss), 3))
best = min(state["history"])
print("RESULT best", best, "of", len(state["history"]))

# %% [markdown]
# ## Cut the log

# %%
del history[:2]
print("RESULT log", state["history"])
