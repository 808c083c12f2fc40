# %% [markdown]
# # Counters of one byte

# %%
import numpy as np

counts = np.array([250, 3, 0], dtype=np.uint8)
view = counts[:1]
print("RESULT counts", counts, counts.dtype)

# %% [markdown]
# ## More

# %%
counts += np.uint8(10)
print("RESULT wrapped", counts.tolist(), view.tolist())

# %% [markdown]
# ## Mean

# %%
mean = counts.mean()
print("RESULT mean", round(float(mean), 3), type(mean).__name__)

# %% [markdown]
# ## Wider

# %%
wide = counts.astype(np.int16)
wide += 300
view[:] = 200
print("RESULT wide", wide.tolist(), counts.tolist(), (counts * 2).tolist())

# %% [markdown]
# ## Half

# %%
half = np.float16(0.1) * 3
print("RESULT half", half, half.dtype, float(half) == 0.3)
print("RESULT number", np.float64(1) / 3, [np.int64(3)], f"{np.float64(2)}")
