# %% [markdown]
# # A figure on disk

# %%
import os

import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 1, 11)
fig, ax = plt.subplots(figsize=(3, 2), dpi=50)
ax.plot(x, x**2)

# %% [markdown]
# ## Save it early

# %%
fig.savefig("curve.png")
early = os.path.getsize("curve.png")
area = float(np.trapezoid(x**2, x))
print("RESULT area", round(area, 3))

# %% [markdown]
# ## Change it

# %%
ax.axhline(0.5, color="k")
ax.set_title("with a line")
fig.savefig("final.png")
print("RESULT lines", len(ax.lines), ax.get_title())

# %% [markdown]
# ## Compare

# %%
first, second = plt.imread("curve.png"), plt.imread("final.png")
print("RESULT shape", first.shape, bool((first == second).all()))
print("RESULT dark", int((first[..., 0] < 0.5).sum()) < int((second[..., 0] < 0.5).sum()), early > 100)
