# %% [markdown]
# # Read lines with a header

# %%
lines = iter(["name;points", "ann;3", "bob;5", "cleo;8", "dan;1"])
header = next(lines).split(";")
print("RESULT header", header)

# %% [markdown]
# ## The first two are trial rows

# %%
from itertools import islice

trial = [line.split(";") for line in islice(lines, 2)]
trial_points = sum(int(p) for _, p in trial)
print("RESULT trial", trial_points)

# %% [markdown]
# ## Statistics of the trial

# %%
mean = trial_points / len(trial)
spread = max(int(p) for _, p in trial) - min(int(p) for _, p in trial)
print("mean and spread", mean, spread)

# %% [markdown]
# ## The others

# %%
rest = dict(line.split(";") for line in lines)
print("RESULT rest", rest)
print("RESULT left", list(lines), "mean", mean)

# %% [markdown]
# ## Pairs

# %%
points = iter([1, 2, 3, 4, 5])
pairs = list(zip(points, points))
print("RESULT pairs", pairs, next(points, None))
