# %% [markdown]
# # joblib

# %%
from joblib import Memory, Parallel, delayed

evaluated = []
power = 2


def raised(v):
    evaluated.append(v)
    return v**power


values = Parallel(n_jobs=2, prefer="threads")(delayed(raised)(v) for v in range(4))
print("RESULT values", values, sorted(evaluated))

# %% [markdown]
# ## Sum

# %%
total = sum(values)
print("RESULT total", total)

# %% [markdown]
# ## Stored results

# %%
memory = Memory("cache", verbose=0)
stored = memory.cache(raised)
first = stored(5)
second = stored(5)
print("RESULT stored", first, second, evaluated.count(5))

# %% [markdown]
# ## Another power

# %%
power = 3
third = Parallel(n_jobs=1)(delayed(raised)(v) for v in (1, 2))
print("RESULT third", third, total)
memory.clear(warn=False)
import shutil

shutil.rmtree("cache")
