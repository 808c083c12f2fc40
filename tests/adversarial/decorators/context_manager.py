# %% [markdown]
# # Steps with a log

# %%
from contextlib import contextmanager

log = []
depth = 0


@contextmanager
def step(name):
    global depth
    depth += 1
    log.append("  " * depth + name)
    try:
        yield depth
    finally:
        depth -= 1
        log.append(f"{name} done at {depth}")

# %% [markdown]
# ## Load

# %%
with step("load") as d:
    data = [3, 1, 2]
    with step("sort"):
        data.sort()
print("RESULT depth", d, depth)

# %% [markdown]
# ## Mean

# %%
mean = sum(data) / len(data)
print("mean", mean)

# %% [markdown]
# ## As a decorator

# %%
@step("score")
def score(values):
    return [v - mean for v in values], depth


print("RESULT score", score(data))
try:
    with step("fail"):
        raise ValueError("no")
except ValueError:
    print("RESULT failed", depth)
print("RESULT log", log)
