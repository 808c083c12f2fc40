# %% [markdown]
# # A pool of processes

# %%
from multiprocessing import get_context

base = 100
calls = []


def shifted(v):
    calls.append(v)
    return base + v, len(calls)


print("RESULT here", shifted(1))

# %% [markdown]
# ## In two processes

# %%
context = get_context("fork")
with context.Pool(2) as pool:
    values = pool.map(shifted, range(3), chunksize=3)
print("RESULT values", values, len(calls))

# %% [markdown]
# ## Mean

# %%
mean = sum(v for v, _ in values) / len(values)
print("RESULT mean", mean)

# %% [markdown]
# ## Another base

# %%
base = 500
with context.Pool(1) as pool:
    again = pool.starmap(max, [(1, 2), (4, 3)]) + pool.map(shifted, [0])
print("RESULT again", again, calls)
