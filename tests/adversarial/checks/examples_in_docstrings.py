# %% [markdown]
# # Examples that are checked

# %%
import doctest

rate = 3


def scaled(v):
    """Scale a value.

    >>> scaled(2)
    6
    >>> scaled(0) + rate
    3
    """
    return v * rate


def wrong(v):
    """Add one.

    >>> wrong(1)
    3
    """
    return v + 1


print("RESULT scaled", scaled(5))

# %% [markdown]
# ## Values

# %%
values = [scaled(v) for v in range(4)]
print("RESULT values", values)

# %% [markdown]
# ## Check the examples

# %%
runner = doctest.DocTestRunner(verbose=False)
for function in (scaled, wrong):
    for test in doctest.DocTestFinder().find(function, function.__name__, globs=globals()):
        found = runner.run(test, out=lambda text: None)
        print("RESULT tried", function.__name__, found.attempted, found.failed)

# %% [markdown]
# ## Another rate

# %%
rate = 4
whole = doctest.testmod(report=False, verbose=False)
print("RESULT module", whole.attempted, whole.failed, sum(values))
