# %% [markdown]
# # Who survived?

# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

df = pd.read_csv("passengers.csv")
print("RESULT rows", len(df))
df.info()

# %% [markdown]
# ## Missing values

# %%
print("RESULT missing", df.isna().sum().to_dict())
df["Age"] = df["Age"].fillna(df["Age"].median())
df["Embarked"] = df["Embarked"].fillna("S")

# %% [markdown]
# ## Features

# %%
def title(name):
    """Return the title in a name."""
    return name.split(",")[1].split(".")[0].strip()


df["Title"] = df["Name"].apply(title)
df["Family"] = df["Siblings"] + 1
df["Sex"] = df["Sex"].map({"male": 0, "female": 1})
print("RESULT titles", df["Title"].value_counts().sort_index().to_dict())

# %% [markdown]
# ## Model

# %%
features = pd.get_dummies(df[["Age", "Sex", "Family", "Embarked"]], dtype=int)
model = RandomForestClassifier(n_estimators=20, random_state=0)
scores = cross_val_score(model, features, df["Survived"], cv=3)
print("RESULT score", np.round(scores.mean(), 3))

# %% [markdown]
# ## Importance

# %%
model.fit(features, df["Survived"])
importance = pd.Series(model.feature_importances_, index=features.columns).sort_values(ascending=False)
print("RESULT most important", importance.index[0], importance.round(2).iloc[0])
