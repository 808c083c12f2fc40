# %% [markdown]
# # Files from cells

# %%
rate = 2

# %%
%%writefile notes.txt
RESULT one
two {rate}

# %% [markdown]
# ## Read

# %%
lines = open("notes.txt").read().splitlines()
print(lines[0], len(lines), lines[1])

# %% [markdown]
# ## Lengths

# %%
lengths = [len(line) for line in lines]
print("lengths", lengths)

# %% [markdown]
# ## Append

# %%

# %%
%%writefile -a notes.txt
three

# %% [markdown]
# ## Again

# %%
lines = open("notes.txt").read().split()
print("RESULT words", lines[-1], len(lines), sum(lengths))

# %% [markdown]
# ## Run a file

# %%
%run steps.py
print("RESULT steps", doubled, rate)
