# %% [markdown]
# # Announce

# %%
def announce(text):
    print("RESULT announce", text)

    def wrap(function):
        print("RESULT wrap", function.__name__)
        return function

    return wrap


level = "first"

# %% [markdown]
# ## Prepare

# %%
values = [4, 9, 16]
print("RESULT prepare", len(values))

# %% [markdown]
# ## Define

# %%
@announce(level)
@announce("inner")
def root(v):
    return v**0.5


print("RESULT roots", [root(v) for v in values])

# %% [markdown]
# ## Differences

# %%
gaps = [b - a for a, b in zip(values, values[1:])]
level = "second"
print("RESULT gaps", gaps)

# %% [markdown]
# ## Define another

# %%
@announce(level)
def cube(v):
    return v**3


print("RESULT cubes", [cube(g) for g in gaps])
