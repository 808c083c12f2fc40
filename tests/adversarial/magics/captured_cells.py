# %% [markdown]
# # Capture what a cell prints

# %%
values = [1, 2, 3]

# %%
%%capture output
print("first", values)
print("RESULT hidden")
total = sum(values)

# %% [markdown]
# ## Total

# %%
print("RESULT total", total)
print("RESULT captured", output.stdout.split())

# %% [markdown]
# ## Nothing is kept

# %%

# %%
%%capture
print("RESULT never")
values.append(4)

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
print("RESULT mean", mean, len(output.stdout.splitlines()))
