# %% [markdown]
# # Method chains

# %%
import pandas as pd

steps = []


def logged(frame, name):
    steps.append((name, frame.shape))
    return frame


def add(frame, by):
    frame["both"] = frame["a"] + frame["b"] * by
    return frame


table = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})
by = 2
first = table.pipe(logged, "start").pipe(add, by).query("both > 9").pipe(logged, "end")
print("RESULT first", first["both"].tolist(), list(table.columns), steps)

# %% [markdown]
# ## Mean

# %%
mean = first["both"].mean()
print("RESULT mean", mean)

# %% [markdown]
# ## A chain with lambdas

# %%
factor = 10
second = table.assign(c=lambda d: d["a"] * factor, d=lambda d: d["c"] + len(steps))
factor = 100
print("RESULT second", second["d"].tolist())

# %% [markdown]
# ## Again

# %%
table = table.pipe(add, by + 1).pipe(logged, "again")
print("RESULT again", table["both"].tolist(), first["both"].tolist(), len(steps), mean)
