# %% [markdown]
# # Import where it is needed

# %%
print("RESULT start")
values = [1, 2, 3]

# %% [markdown]
# ## Sum

# %%
total = sum(values)
print("RESULT total", total)

# %% [markdown]
# ## Now the helper

# %%
import announcer

print("RESULT loaded", announcer.NUMBER)

# %% [markdown]
# ## Mean

# %%
mean = total / len(values)
from announcer import NUMBER as number

print("RESULT mean", mean, number)
