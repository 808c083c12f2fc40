# %% [markdown]
# # Data that do not pass

# %%
def validate(values):
    if min(values) < 0:
        raise ValueError(f"negative: {min(values)}")


values = [3, 1, 2]
validate(values)
print("RESULT valid", values)

# %% [markdown]
# ## Differences

# %%
differences = [b - a for a, b in zip(values, values[1:])]
print("RESULT differences", differences)

# %% [markdown]
# ## Check

# %%
validate(differences)

# %% [markdown]
# ## Not reached

# %%
print("RESULT sum", sum(differences))
with open("done.txt", "w") as file:
    file.write("done")
