# %% [markdown]
# # A generator that reads later

# %%
rate = 2
source = [1, 2, 3, 4]
scaled = (v * rate for v in source)
first = next(scaled)
print("RESULT first", first)

# %% [markdown]
# ## Another rate

# %%
rate = 10
second = next(scaled)
print("RESULT second", second)

# %% [markdown]
# ## Mean

# %%
mean = (first + second) / 2
print("mean", mean)

# %% [markdown]
# ## More values

# %%
source.append(5)
rest = list(scaled)
print("RESULT rest", rest, list(scaled))

# %% [markdown]
# ## Filters are lazy too

# %%
limit = 3
large = filter(lambda v: v > limit, source)
limit = 1
print("RESULT large", list(large), mean)
