# %% [markdown]
# # Iris classification

# %%
import pandas as pd
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split

# %% [markdown]
# ## Load the data

# %%
iris = load_iris(as_frame=True)
df = iris.frame
print("RESULT shape", df.shape)
df.head()

# %% [markdown]
# ## Features

# %%
df["petal area"] = df["petal length (cm)"] * df["petal width (cm)"]
X = df.drop(columns="target")
y = df["target"]
X.describe()

# %% [markdown]
# ## Split

# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=42, stratify=y)
print("RESULT rows", len(X_train), len(X_test))

# %% [markdown]
# ## Train

# %%
model = LogisticRegression(max_iter=2000)
model.fit(X_train, y_train)

# %% [markdown]
# ## Evaluate

# %%
predicted = model.predict(X_test)
accuracy = accuracy_score(y_test, predicted)
print(f"RESULT accuracy {accuracy:.3f}")
print("RESULT confusion", confusion_matrix(y_test, predicted).tolist())
