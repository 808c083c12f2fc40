# %% [markdown]
# # Defaults are drawn once

# %%
import random

random.seed(11)


def key(n=random.randint(100, 999)):
    return n


before = random.randint(100, 999)
print("RESULT key", key(), before)

# %% [markdown]
# ## Choices

# %%
choices = [random.choice("abc") for _ in range(4)]
print("RESULT choices", choices)

# %% [markdown]
# ## Counts

# %%
counts = {c: choices.count(c) for c in "abc"}
print("counts", sum(counts.values()))

# %% [markdown]
# ## Drawn at the definition

# %%
def pick(letters="abc", where=random.random()):
    return letters[int(where * len(letters))]


after = random.randint(100, 999)
print("RESULT pick", pick(), pick("xyz"), after)
random.seed(11)
print("RESULT key", key(), random.randint(100, 999) == key())
