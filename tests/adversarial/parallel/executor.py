# %% [markdown]
# # A pool of threads

# %%
from concurrent.futures import ThreadPoolExecutor, as_completed

rate = 2
names = set()


def scaled(v):
    names.add(v)
    return v * rate


with ThreadPoolExecutor(2) as pool:
    values = list(pool.map(scaled, range(4)))
print("RESULT values", values)

# %% [markdown]
# ## Futures

# %%
pool = ThreadPoolExecutor(1)
rate = 10
futures = [pool.submit(scaled, v) for v in (7, 8)]
first = futures[0].result()
print("RESULT first", first)

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
print("mean", mean)

# %% [markdown]
# ## The others

# %%
rest = sorted(f.result() for f in as_completed(futures))
pool.shutdown()
print("RESULT rest", rest, len(names))
try:
    pool.submit(scaled, 1)
except RuntimeError:
    print("RESULT closed", mean)
