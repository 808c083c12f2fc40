# %% [markdown]
# # Models with random starts

# %%
import random

random.seed(7)
registry = []
first = random.randint(0, 100)


class Linear:
    start = random.randint(0, 100)
    registry.append("linear")
    names = [f"w{i}" for i in range(3)]

# %% [markdown]
# ## Between

# %%
second = random.randint(0, 100)
print("RESULT draws", first, Linear.start, second)

# %% [markdown]
# ## Table of names

# %%
lengths = {name: len(name) for name in Linear.names}
print("lengths", lengths)

# %% [markdown]
# ## Another model

# %%
class Tree(Linear):
    start = random.randint(0, 100)
    depth = len(registry) + 1
    registry.append("tree")


third = random.randint(0, 100)
print("RESULT tree", Tree.start, Tree.depth, third)
print("RESULT registry", registry)
