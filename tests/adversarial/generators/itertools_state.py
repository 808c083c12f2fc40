# %% [markdown]
# # Iterators with a state

# %%
from itertools import chain, count, cycle, groupby, islice, tee

ids = count(10)
colours = cycle(["red", "blue", "green"])
first = [(next(ids), next(colours)) for _ in range(2)]
print("RESULT first", first)

# %% [markdown]
# ## Two copies

# %%
left, right = tee(x * x for x in range(5))
sums = [a + b for a, b in zip(left, islice(right, 1, None))]
print("RESULT sums", sums)

# %% [markdown]
# ## Mean

# %%
mean = sum(sums) / len(sums)
print("mean", mean)

# %% [markdown]
# ## Go on

# %%
second = dict(zip(islice(colours, 3), ids))
print("RESULT second", second, next(ids))

# %% [markdown]
# ## Groups are views

# %%
runs = [(k, len(list(g))) for k, g in groupby("aabccc")]
held = [(k, g) for k, g in groupby("aab")]
print("RESULT runs", runs, [list(g) for _, g in held])
both = chain(second, [mean])
print("RESULT both", next(both), len(list(both)))
