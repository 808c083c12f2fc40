# %% [markdown]
# # Customer segments

# %%
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

# %% [markdown]
# ## Data

# %%
rng = np.random.default_rng(5)
customers = pd.DataFrame(
    {
        "visits": np.concatenate([rng.poisson(3, 30), rng.poisson(20, 30)]),
        "spent": np.concatenate([rng.normal(20, 5, 30), rng.normal(200, 20, 30)]),
    }
)
print("RESULT customers", len(customers))

# %% [markdown]
# ## Scale

# %%
scaler = StandardScaler()
scaled = scaler.fit_transform(customers)

# %% [markdown]
# ## How many clusters?

# %%
inertia = {}
for k in range(1, 5):
    inertia[k] = KMeans(n_clusters=k, n_init=3, random_state=0).fit(scaled).inertia_
drops = {k: round(inertia[k - 1] / inertia[k], 1) for k in range(2, 5)}
print("RESULT largest drop", max(drops, key=drops.get))

# %% [markdown]
# ## Segments

# %%
kmeans = KMeans(n_clusters=2, n_init=3, random_state=0)
customers["segment"] = kmeans.fit_predict(scaled)
profile = customers.groupby("segment")["spent"].mean().sort_values()
print("RESULT profile", profile.round(1).tolist())
