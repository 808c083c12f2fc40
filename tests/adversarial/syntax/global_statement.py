# %% [markdown]
# # Global counters

# %%
count = 0
best = None


def score(value):
    global count, best
    count += 1
    if best is None or value > best:
        best = value
        return True
    return False


print("RESULT score", score(3), score(2), best)

# %% [markdown]
# ## Values

# %%
values = [5, 1, 8]
improved = [v for v in values if score(v)]
print("RESULT improved", improved, count)

# %% [markdown]
# ## Change outside

# %%
best = 100
print("RESULT score", score(50), best, count)

# %% [markdown]
# ## A name made by a function

# %%
def define():
    global made
    made = count * 10


define()
print("RESULT made", made, sum(values))
count = 0
define()
print("RESULT made", made)
