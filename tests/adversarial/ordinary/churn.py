# %% [markdown]
# # Churn

# %%
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# %% [markdown]
# ## Load

# %%
rng = np.random.default_rng(9)
n = 150
data = pd.DataFrame({"months": rng.integers(1, 60, n), "charge": rng.uniform(10, 100, n), "contract": rng.choice(["month", "year"], n)})
logit = 1 - 0.08 * data["months"] + 0.02 * data["charge"] + (data["contract"] == "month")
data["churn"] = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
print("RESULT churn rate", round(data["churn"].mean(), 3))

# %% [markdown]
# ## Explore

# %%
data.groupby("contract")["churn"].mean()

# %% [markdown]
# ## Prepare

# %%
numeric, categorical = ["months", "charge"], ["contract"]
preprocess = ColumnTransformer([("num", StandardScaler(), numeric), ("cat", OneHotEncoder(), categorical)])
X_train, X_test, y_train, y_test = train_test_split(data[numeric + categorical], data["churn"], random_state=0)

# %% [markdown]
# ## Train

# %%
model = Pipeline([("preprocess", preprocess), ("classify", LogisticRegression())])
model.fit(X_train, y_train)

# %% [markdown]
# ## Evaluate

# %%
scores = model.predict_proba(X_test)[:, 1]
auc = roc_auc_score(y_test, scores)
print(f"RESULT AUC {auc:.3f}")
print("RESULT rate by decile", np.quantile(scores, [0.1, 0.9]).round(2).tolist())
