# %% [markdown]
# # Functions by their signatures

# %%
import inspect

rate = 2


def scaled(values, by=1):
    """Scale the values."""
    return [v * by * rate for v in values]


def shifted(values):
    return [v + rate for v in values]


print("RESULT signature", inspect.signature(scaled), scaled.__code__.co_argcount)

# %% [markdown]
# ## Apply all by their number of arguments

# %%
steps = [scaled, shifted]
counts = {step.__name__: len(inspect.signature(step).parameters) for step in steps}
print("RESULT counts", counts, scaled.__defaults__, inspect.getdoc(scaled))

# %% [markdown]
# ## Values

# %%
values = [1, 2]
for step in steps:
    values = step(values) if counts[step.__name__] == 1 else step(values, 3)
print("RESULT values", values)

# %% [markdown]
# ## Calls by keyword

# %%
options = {"values": values, "by": 0.5, "rate": 9}
accepted = {k: v for k, v in options.items() if k in inspect.signature(scaled).parameters}
rate = 10
print("RESULT called", scaled(**accepted), sorted(accepted))
