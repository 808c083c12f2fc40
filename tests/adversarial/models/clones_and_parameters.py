# %% [markdown]
# # Clones

# %%
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

x, y = load_iris(return_X_y=True)
steps = make_pipeline(MinMaxScaler(), LogisticRegression(C=0.1))
copy = clone(steps)
steps.fit(x, y)
print("RESULT fitted", round(steps.score(x, y), 3), hasattr(copy[-1], "coef_"))

# %% [markdown]
# ## Counts

# %%
counts = [int((steps.predict(x) == k).sum()) for k in range(3)]
print("RESULT counts", counts)

# %% [markdown]
# ## Parameters

# %%
copy.set_params(logisticregression__C=10)
shared = make_pipeline(steps[0], LogisticRegression())
print("RESULT parameters", steps[-1].C, copy[-1].C, shared[0] is steps[0])

# %% [markdown]
# ## Fit the others

# %%
shared.fit(x[:100], y[:100])
copy.fit(x, y)
print("RESULT after", steps[0].data_max_.tolist(), round(steps.score(x, y), 3), round(copy.score(x, y), 3))
