# %% [markdown]
# # Cohorts of users

# %%
import numpy as np
import pandas as pd

rng = np.random.default_rng(6)
users = pd.DataFrame({"user": range(40), "start": rng.integers(0, 4, 40)})
visits = pd.DataFrame({"user": rng.integers(0, 40, 200), "after": rng.geometric(0.5, 200) - 1})
print("RESULT visits", len(visits))

# %% [markdown]
# ## Join

# %%
visits = visits.merge(users, on="user")
visits["month"] = visits["start"] + visits["after"]
visits = visits[visits["month"] < 6]
print("RESULT kept", len(visits))

# %% [markdown]
# ## Retention

# %%
counts = visits.groupby(["start", "after"])["user"].nunique().unstack(fill_value=0)
sizes = users.groupby("start")["user"].count()
retention = counts.div(sizes, axis=0)
print("RESULT first month", retention[0].round(2).tolist())
retention.round(2)

# %% [markdown]
# ## Average

# %%
average = retention.mean().round(3)
half = int((average > 0.5).sum())
print("RESULT months above half", half)
