# %% [markdown]
# # A running mean

# %%
def running_mean():
    total, count, mean = 0.0, 0, None
    try:
        while True:
            value = yield mean
            total += value
            count += 1
            mean = total / count
    finally:
        print("RESULT closed after", count)


means = running_mean()
next(means)
print("RESULT mean", means.send(4))

# %% [markdown]
# ## Values

# %%
values = [8, 3]
print("RESULT means", [means.send(v) for v in values])

# %% [markdown]
# ## Spread

# %%
spread = max(values) - min(values)
print("spread", spread)

# %% [markdown]
# ## End

# %%
print("RESULT last", means.send(spread))
means.close()
try:
    means.send(1)
except StopIteration:
    print("RESULT stopped")
