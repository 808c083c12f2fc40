# %% [markdown]
# # Slow lookups

# %%
from functools import lru_cache

calls = []


@lru_cache(maxsize=None)
def lookup(key):
    calls.append(key)
    return len(key) * 10


keys = ["oak", "elm", "oak", "birch"]
sizes = [lookup(k) for k in keys]
print("RESULT sizes", sizes, "calls", len(calls))

# %% [markdown]
# ## Shares

# %%
whole = sum(sizes)
shares = {k: round(lookup(k) / whole, 3) for k in keys}
print("RESULT shares", shares, lookup.cache_info().hits)

# %% [markdown]
# ## Start over

# %%
@lru_cache(maxsize=None)
def lookup(key):
    calls.append(key)
    return len(key) * 10


print("RESULT cached", lookup.cache_info().currsize)
later = [lookup(k) for k in keys]
print("RESULT calls", len(calls), lookup.cache_info().hits)
