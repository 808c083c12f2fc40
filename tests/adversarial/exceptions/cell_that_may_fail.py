# %% [markdown]
# # A cell that is allowed to fail

# %%
values = [1, 2, 0]
inverse = []
label = "RESULT inverse"  # the text of an error shows lines of its cell
print("RESULT values", values)

# %% tags=["raises-exception"]
for v in values:
    inverse.append(1 / v)
    print(label, inverse[-1])
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
