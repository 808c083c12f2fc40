# %% [markdown]
# # Four panels

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

table = pd.DataFrame({"a": [1, 2, 3], "b": [3, 1, 2]})
fig, axes = plt.subplots(2, 2, figsize=(5, 4), sharex=True)
flat = axes.flatten()
for ax, column in zip(flat, table):
    ax.bar(table.index, table[column])
print("RESULT bars", [len(ax.patches) for ax in flat])

# %% [markdown]
# ## Sums

# %%
sums = table.cumsum()
print("RESULT sums", sums["a"].tolist())

# %% [markdown]
# ## The lower row

# %%
lower = axes[1]
sums["a"].plot(ax=lower[0], color="k")
flat[3].scatter(table["a"], table["b"])
fig.suptitle("panels")
print("RESULT drawn", len(axes[1, 0].lines), len(flat[3].collections), fig._suptitle.get_text())

# %% [markdown]
# ## Remove one

# %%
flat[3].remove()
for ax in fig.axes:
    ax.set_ylim(0, 9)
print("RESULT axes", len(fig.axes), axes[0, 0].get_ylim(), flat[3].get_ylim()[1] != 9)
fig.savefig("panels.png", dpi=40)
plt.close(fig)
