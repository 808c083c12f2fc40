# %% [markdown]
# # Mode of the run

# %%
import os

mode = os.environ.get("A_MODE", "full")
print("RESULT mode", mode)

# %% [markdown]
# ## Rows

# %%
rows = list(range(10))
if os.getenv("A_MODE") == "test":
    rows = rows[:2]
print("RESULT rows", len(rows))

# %% [markdown]
# ## Test mode from here on

# %%
os.environ["A_MODE"] = "test"


def load():
    values = list(range(10))
    return values[:2] if os.getenv("A_MODE") == "test" else values


total = sum(rows)
print("RESULT load", load(), total)

# %% [markdown]
# ## Full again

# %%
del os.environ["A_MODE"]
print("RESULT load", len(load()), "A_MODE" in os.environ)
os.environ.setdefault("A_MODE", "late")
print("RESULT late", os.environ["A_MODE"], mode)
