# %% [markdown]
# # Which steps were run?

# %%
from functools import wraps

order = []


def counted(function):
    calls = 0

    @wraps(function)
    def wrapper(*args, **kwargs):
        nonlocal calls
        calls += 1
        wrapper.calls = calls
        order.append(function.__name__)
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


@counted
def double(v):
    """Twice as much."""
    return 2 * v


@counted
def triple(v):
    return 3 * v


print("RESULT first", double(2), double.calls, double.__doc__)

# %% [markdown]
# ## A chain

# %%
chain = [double(triple(v)) for v in range(3)]
print("RESULT chain", chain)

# %% [markdown]
# ## Differences

# %%
steps = [b - a for a, b in zip(chain, chain[1:])]
print("steps", steps)

# %% [markdown]
# ## Report

# %%
double(max(steps))
print("RESULT order", order[-3:], len(order))
print("RESULT calls", double.calls, triple.calls)
