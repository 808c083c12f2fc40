# %% [markdown]
# # Names of builtins

# %%
values = [3, 1, 2]
list = sorted(values)
sum = 0
for v in list:
    sum += v
print("RESULT sum", sum, list)

# %% [markdown]
# ## Maximum

# %%
max = values[0]
id = "a1"
type = {"a1": "nut"}
print("RESULT type", type[id], max)

# %% [markdown]
# ## Mean

# %%
mean = sum / len(values)
print("mean", mean)

# %% [markdown]
# ## Restore

# %%
del list, sum, max
print("RESULT restored", list("ab"), sum(values), max(values), mean)


def len(things):
    return -1


print("RESULT len", len(values))
del len
print("RESULT len", len(values), type.get(id))
