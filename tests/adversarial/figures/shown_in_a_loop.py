# %% [markdown]
# # Several figures

# %%
import matplotlib.pyplot as plt
import numpy as np

towns = {"ulm": [1, 3, 2], "bonn": [2, 2, 5]}
titles = []
for town, values in towns.items():
    fig, ax = plt.subplots(figsize=(2, 2))
    ax.plot(values)
    ax.set_title(f"{town} {len(titles)}")
    titles.append(ax.get_title())
    fig.savefig(f"{town}.png", dpi=30)
    plt.close(fig)
print("RESULT titles", titles)

# %% [markdown]
# ## Means

# %%
means = {town: np.mean(values) for town, values in towns.items()}
print("RESULT means", [float(m) for m in means.values()])

# %% [markdown]
# ## Last of the loop

# %%
print("RESULT last", town, ax.get_title(), len(ax.lines))
ax.axhline(means["bonn"])
fig.savefig("last.png", dpi=30)
print("RESULT lines", len(ax.lines), len(fig.axes))

# %% [markdown]
# ## With two scales

# %%
fig, left = plt.subplots(figsize=(2, 2))
right = left.twinx()
left.plot(towns["ulm"])
right.plot(np.cumsum(towns["bonn"]), "r")
right.set_ylabel("sum")
print("RESULT scales", len(fig.axes), right.get_ylabel(), left.get_ylabel() == "")
fig.savefig("scales.png", dpi=30)
plt.close(fig)
