# %% [markdown]
# # Missing data

# %%
import numpy as np
import pandas as pd
from sklearn.impute import KNNImputer, SimpleImputer

rng = np.random.default_rng(3)
full = pd.DataFrame(rng.normal(size=(60, 3)), columns=["a", "b", "c"])
full["c"] = full["a"] + full["b"] + rng.normal(0, 0.1, 60)
data = full.mask(rng.random(full.shape) < 0.15)
print("RESULT missing", data.isna().sum().tolist())

# %% [markdown]
# ## Simple

# %%
simple = pd.DataFrame(SimpleImputer(strategy="mean").fit_transform(data), columns=data.columns)

# %% [markdown]
# ## Neighbours

# %%
neighbours = pd.DataFrame(KNNImputer(n_neighbors=3).fit_transform(data), columns=data.columns)

# %% [markdown]
# ## Compare

# %%
def error(filled):
    """Return the mean error where values were missing."""
    return float((filled - full).abs()[data.isna()].stack().mean())


errors = {"simple": error(simple), "neighbours": error(neighbours)}
for name, value in errors.items():
    print(f"RESULT {name} {value:.3f}")
print("RESULT better", min(errors, key=errors.get))
