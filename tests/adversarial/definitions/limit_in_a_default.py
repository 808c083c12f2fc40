# %% [markdown]
# # Filter by a limit

# %%
LIMIT = 3


def keep(values, limit=LIMIT):
    return [v for v in values if v <= limit]


values = list(range(8))
print("RESULT kept", keep(values))

# %% [markdown]
# ## Distribution

# %%
squares = [v * v for v in values]
mean = sum(squares) / len(squares)
print("mean of squares", mean)

# %% [markdown]
# ## A wider limit

# %%
LIMIT = 5
wide = keep(values)
print("RESULT wide", wide)

# %% [markdown]
# ## Define it again

# %%
def keep(values, limit=LIMIT):
    return [v for v in values if v <= limit]


print("RESULT again", keep(values), len(squares))
