# %% [markdown]
# # Write a module

# %%
RATE = 3

# %%
%%writefile tool.py
"""A tool."""

RATE = 2


def scaled(v):
    return v * RATE

# %% [markdown]
# ## Use it

# %%
import tool

print("RESULT tool", tool.scaled(2), RATE)

# %% [markdown]
# ## Squares

# %%
squares = [v**2 for v in range(4)]
print("squares", squares)

# %% [markdown]
# ## Add to it

# %%

# %%
%%writefile -a tool.py


def shifted(v):
    return v + RATE

# %% [markdown]
# ## Reload

# %%
import importlib

before = hasattr(tool, "shifted")
importlib.reload(tool)
print("RESULT shifted", before, tool.shifted(1), sum(squares))
print("RESULT lines", len(open("tool.py").read().splitlines()))
