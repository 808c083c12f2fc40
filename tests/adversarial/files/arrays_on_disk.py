# %% [markdown]
# # Arrays

# %%
import numpy as np

data = np.arange(6.0)
np.save("data.npy", data)
np.savez("both.npz", data=data, squares=data**2)
print("RESULT sum", data.sum())

# %% [markdown]
# ## Memory-mapped

# %%
mapped = np.load("data.npy", mmap_mode="r+")
mapped[0] = 100
mapped.flush()
print("RESULT mapped", float(mapped.sum()), data.sum())

# %% [markdown]
# ## Norm

# %%
norm = np.sqrt((data**2).sum()).round(3)
print("norm", norm)

# %% [markdown]
# ## Read

# %%
disk = np.load("data.npy")
with np.load("both.npz") as stored:
    names = sorted(stored.files)
    squares = stored["squares"]
print("RESULT disk", disk.tolist(), names, squares[-1])
np.savetxt("disk.txt", disk, fmt="%.1f")
print("RESULT text", open("disk.txt").read().split(), norm)
