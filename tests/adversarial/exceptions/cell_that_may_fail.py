# %% [markdown]
# # A cell that is allowed to fail

# %%
values = [1, 2, 0]
inverse = []
print("RESULT values", values)

# %% tags=["raises-exception"]
for v in values:
    inverse.append(1 / v)
    print("RESULT inverse", inverse[-1])
done = True

# %% [markdown]
# ## Go on

# %%
count = len(inverse)
print("RESULT count", count, "done" in globals())

# %% [markdown]
# ## Sum

# %%
total = sum(inverse)
print("RESULT total", total)
