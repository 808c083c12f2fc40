# %% [markdown]
# # Counters

# %%
def make(start):
    count = start

    def up(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count, old = start, count
        return old

    return up, reset


start = 10
up, reset = make(start)
print("RESULT up", up(), up(5))

# %% [markdown]
# ## Values

# %%
values = [up() for _ in range(3)]
print("RESULT values", values)

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
start = 0
print("RESULT reset", reset(), up(), mean)

# %% [markdown]
# ## Another

# %%
other, _ = make(start)
both = [f(2) for f in (up, other)]
print("RESULT both", both)
def apply(times, function=up):
    return [function() for _ in range(times)]


up = other
print("RESULT apply", apply(2), up(0))
