# %% [markdown]
# # A transformer of our own

# %%
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline

LIMIT = 2


class Rare(BaseEstimator, TransformerMixin):
    fits = 0

    def __init__(self, limit=LIMIT):
        self.limit = limit

    def fit(self, x, y=None):
        Rare.fits += 1
        counts = x["town"].value_counts()
        self.common_ = set(counts[counts >= self.limit].index)
        return self

    def transform(self, x):
        common = x["town"].where(x["town"].isin(self.common_), "other")
        return np.column_stack([common == "ulm", common == "other", x["size"]]).astype(float)


table = pd.DataFrame({"town": ["ulm", "ulm", "bonn", "kiel", "bonn"], "size": [1, 2, 3, 4, 5]})
price = [10, 20, 33, 41, 52]
model = Pipeline([("rare", Rare()), ("ridge", Ridge())]).fit(table, price)
print("RESULT price", model.predict(table[:2]).round(2).tolist(), Rare.fits)

# %% [markdown]
# ## Common towns

# %%
common = sorted(model["rare"].common_)
print("RESULT common", common)

# %% [markdown]
# ## Another limit

# %%
LIMIT = 3
other = Pipeline([("rare", Rare()), ("ridge", Ridge())]).fit(table, price)
model.set_params(rare__limit=3)
print("RESULT limits", other["rare"].limit, sorted(model["rare"].common_))
model.fit(table, price)
print("RESULT refitted", sorted(model["rare"].common_), Rare.fits, len(common))
