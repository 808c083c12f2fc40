# %% [markdown]
# # Cross-validation with our own scorer

# %%
import numpy as np
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neighbors import KNeighborsRegressor

scored = []
weight = 1.0


def scorer(model, x, y):
    error = -float(np.abs(model.predict(x) - y).mean()) * weight
    scored.append(model.n_neighbors)
    return error


x = np.arange(24.0).reshape(-1, 1)
y = x[:, 0] ** 2
scores = cross_val_score(KNeighborsRegressor(2), x, y, cv=3, scoring=scorer)
print("RESULT scores", scores.round(2).tolist(), len(scored))

# %% [markdown]
# ## Mean

# %%
mean = scores.mean().round(2)
print("RESULT mean", mean)

# %% [markdown]
# ## Search

# %%
weight = 2.0
grid = {"n_neighbors": [1, 3]}
search = GridSearchCV(KNeighborsRegressor(), grid, cv=3, scoring=scorer).fit(x, y)
print("RESULT best", search.best_params_, round(search.best_score_, 2), len(scored))

# %% [markdown]
# ## Wider

# %%
grid["n_neighbors"].append(5)
search.fit(x, y)
print("RESULT wider", len(search.cv_results_["params"]), scored[-2:], mean)
