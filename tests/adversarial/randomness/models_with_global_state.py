# %% [markdown]
# # Forests by the global state

# %%
import numpy as np
from sklearn.cluster import KMeans
from sklearn.tree import DecisionTreeClassifier

np.random.seed(8)
x = np.random.rand(40, 3)
y = (x[:, 0] + np.random.normal(0, 0.3, 40) > 0.5).astype(int)
print("RESULT y", int(y.sum()))

# %% [markdown]
# ## A tree

# %%
tree = DecisionTreeClassifier(max_features=1, max_depth=3)
tree.fit(x, y)
print("RESULT tree", tree.tree_.threshold[0].round(4), tree.score(x, y))

# %% [markdown]
# ## Refit

# %%
tree.fit(x, y)
after = np.random.randint(0, 1000)
print("RESULT refit", tree.tree_.threshold[0].round(4), after)

# %% [markdown]
# ## Clusters

# %%
means = KMeans(2, n_init=1).fit(x)
print("RESULT inertia", round(means.inertia_, 4), np.random.randint(0, 1000))
