# %% [markdown]
# # Histograms give counts

# %%
import matplotlib.pyplot as plt
import numpy as np

values = np.array([1.0, 2.0, 2.5, 3.0, 9.0])
bins = [0, 2, 4, 10]
counts, edges, patches = plt.hist(values, bins=bins)
print("RESULT counts", counts.tolist(), edges.tolist())

# %% [markdown]
# ## Share

# %%
share = counts / counts.sum()
for patch, s in zip(patches, share):
    patch.set_alpha(float(s))
print("RESULT alpha", [round(p.get_alpha(), 2) for p in patches])
plt.close()

# %% [markdown]
# ## Without the outlier

# %%
values = values[values < 5]
bins.append(20)
fig, ax = plt.subplots()
again = ax.hist(values, bins=bins, density=True)[0]
print("RESULT again", again.round(3).tolist())

# %% [markdown]
# ## Boxes

# %%
box = ax.boxplot([values, values * 2])
medians = [float(line.get_ydata()[0]) for line in box["medians"]]
text = ax.annotate("median", (1, medians[0]))
print("RESULT medians", medians, text.get_text(), len(ax.texts), share.sum())
plt.close(fig)
