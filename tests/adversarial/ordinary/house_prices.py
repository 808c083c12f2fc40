# %% [markdown]
# # House prices

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEED = 1

# %% [markdown]
# ## Data

# %%
rng = np.random.default_rng(SEED)
houses = pd.DataFrame({"area": rng.uniform(40, 200, 80), "rooms": rng.integers(1, 7, 80), "age": rng.integers(0, 60, 80)})
houses["price"] = 2000 * houses["area"] + 9000 * houses["rooms"] - 300 * houses["age"] + rng.normal(0, 9000, 80)
print("RESULT mean price", round(houses["price"].mean()))

# %% [markdown]
# ## Features

# %%
houses["area_per_room"] = houses["area"] / houses["rooms"]
houses["new"] = (houses["age"] < 10).astype(int)
houses.corr(numeric_only=True)["price"]

# %% [markdown]
# ## Model

# %%
X_train, X_test, y_train, y_test = train_test_split(houses.drop(columns="price"), houses["price"], random_state=SEED)
model = make_pipeline(StandardScaler(), Ridge(alpha=1.0))
model.fit(X_train, y_train)

# %% [markdown]
# ## Evaluation

# %%
def report(name, truth, guess):
    """Print the errors of a model."""
    print(f"RESULT {name}: MAE {mean_absolute_error(truth, guess):.0f}, R2 {r2_score(truth, guess):.3f}")


report("train", y_train, model.predict(X_train))
report("test", y_test, model.predict(X_test))
