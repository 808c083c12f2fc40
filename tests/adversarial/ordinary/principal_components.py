# %% [markdown]
# # Principal components

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

wine = load_wine()
X, y = wine.data, wine.target
print("RESULT shape", X.shape)

# %% [markdown]
# ## Scale

# %%
X_scaled = StandardScaler().fit_transform(X)

# %% [markdown]
# ## Components

# %%
pca = PCA(n_components=5)
scores = pca.fit_transform(X_scaled)
explained = pca.explained_variance_ratio_
print("RESULT explained", explained.round(3).tolist())

# %% [markdown]
# ## Plot

# %%
fig, ax = plt.subplots(figsize=(5, 4))
for k, name in enumerate(wine.target_names):
    ax.scatter(scores[y == k, 0], scores[y == k, 1], label=name, s=10)
ax.legend()
ax.set_xlabel("PC 1")
plt.show()

# %% [markdown]
# ## Loadings

# %%
strongest = np.abs(pca.components_[:2]).argmax(axis=1)
print("RESULT strongest", [wine.feature_names[i] for i in strongest])
n_needed = int((explained.cumsum() < 0.7).sum()) + 1
print("RESULT components for 70 %", n_needed)
