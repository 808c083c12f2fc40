# %% [markdown]
# # Time a function by its name

# %%
import timeit

calls = []
size = 3


def work():
    calls.append(size)
    return size * 2


seconds = timeit.timeit("work()", globals=globals(), number=4)
print("RESULT calls", len(calls), seconds > 0)

# %% [markdown]
# ## By a table of names

# %%
functions = {"work": work, "len": len}
outcome = functions["work"]()
print("RESULT outcome", outcome)

# %% [markdown]
# ## Mean

# %%
mean = sum(calls) / len(calls)
print("mean", mean)

# %% [markdown]
# ## By their names

# %%
size = 5
print("RESULT named", globals()["work"](), eval("work")(), calls[-1])
times = timeit.repeat(work, number=2, repeat=2)
print("RESULT calls", len(calls), len(times), mean)
