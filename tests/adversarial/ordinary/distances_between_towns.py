# %% [markdown]
# # Distances

# %%
import math

towns = {"Berlin": (52.52, 13.40), "Hamburg": (53.55, 9.99), "Munich": (48.14, 11.58), "Cologne": (50.94, 6.96)}
RADIUS = 6371

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
