# %% [markdown]
# # Clean up in reverse order

# %%
from contextlib import ExitStack, suppress

log = []
stack = ExitStack()
stack.callback(log.append, "first")
stack.callback(lambda: log.append(f"second {total}"))
total = 1
print("RESULT log", log)

# %% [markdown]
# ## Work

# %%
values = [2, 3]
total = sum(values)
with suppress(KeyError):
    {}["x"]
    total = -1
print("RESULT total", total)

# %% [markdown]
# ## Product

# %%
product = values[0] * values[1]
print("product", product)

# %% [markdown]
# ## Close

# %%
stack.close()
print("RESULT log", log)
with ExitStack() as inner:
    for name in ("a", "b"):
        inner.callback(log.append, name)
    kept = inner.pop_all()
print("RESULT kept", log[-1], product)
kept.close()
print("RESULT end", log)
