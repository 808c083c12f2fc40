# %% [markdown]
# # Which model?

# %%
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

RANDOM_STATE = 0

# %% [markdown]
# ## Data

# %%
cancer = load_breast_cancer(as_frame=True)
X, y = cancer.data.iloc[:, :8], cancer.target
print("RESULT classes", y.value_counts().to_dict())

# %% [markdown]
# ## Models

# %%
models = {
    "dummy": DummyClassifier(),
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "tree": DecisionTreeClassifier(max_depth=4, random_state=RANDOM_STATE),
}
folds = StratifiedKFold(4, shuffle=True, random_state=RANDOM_STATE)
rows = []
for name, model in models.items():
    scores = cross_val_score(model, X, y, cv=folds)
    rows.append({"model": name, "mean": scores.mean(), "std": scores.std()})

# %% [markdown]
# ## Table

# %%
table = pd.DataFrame(rows).set_index("model").sort_values("mean", ascending=False)
print("RESULT best", table.index[0], round(table["mean"].iloc[0], 3))
table.round(3)

# %% [markdown]
# ## Final model

# %%
final = models[table.index[0]]
final.fit(X, y)
print("RESULT training accuracy", round(final.score(X, y), 3))
