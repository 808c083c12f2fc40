# %% [markdown]
# # Distances

# %%
import math

import pandas as pd

RADIUS = 6371

# %% [markdown]
# ## Towns

# %%
table = pd.read_csv("towns.csv")
table = table.dropna()
towns = {row.town: (row.latitude, row.longitude) for row in table.itertuples()}
print("RESULT towns", len(towns))

# %% [markdown]
# ## Haversine

# %%
def distance(a, b):
    """Return the distance of two places in km."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(h))


print("RESULT Berlin Hamburg", round(distance(towns["Berlin"], towns["Hamburg"])))

# %% [markdown]
# ## All pairs

# %%
pairs = {}
for first in towns:
    for second in towns:
        if first < second:
            pairs[first, second] = distance(towns[first], towns[second])
farthest = max(pairs, key=pairs.get)
print("RESULT farthest", *farthest, round(pairs[farthest]))

# %% [markdown]
# ## A tour

# %%
tour = ["Berlin"]
left = set(towns) - {"Berlin"}
while left:
    nearest = min(sorted(left), key=lambda t: distance(towns[tour[-1]], towns[t]))
    tour.append(nearest)
    left.remove(nearest)
length = sum(distance(towns[a], towns[b]) for a, b in zip(tour, tour[1:]))
print("RESULT tour", tour, round(length))

# %% [markdown]
# ## Save

# %%
stations = pd.DataFrame({"town": tour, "position": range(len(tour))})
stations["km"] = [0.0] + [round(distance(towns[a], towns[b]), 1) for a, b in zip(tour, tour[1:])]
stations.to_csv("tour.csv", index=False)
print("RESULT km", stations["km"].tolist())
