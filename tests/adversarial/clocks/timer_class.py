# %% [markdown]
# # Time the steps

# %%
import time


class Timer:
    totals = {}
    running = []

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.running.append(self.name)
        self.begin = time.perf_counter()
        return self

    def __exit__(self, *error):
        self.seconds = time.perf_counter() - self.begin
        Timer.totals[self.name] = Timer.totals.get(self.name, 0) + 1
        self.running.pop()


with Timer("load") as load:
    time.sleep(0.01)
    values = list(range(100))
print("RESULT load", load.seconds >= 0.01, Timer.running)

# %% [markdown]
# ## Squares

# %%
with Timer("squares"), Timer("inner"):
    squares = [v**2 for v in values]
    inside = list(Timer.running)
print("RESULT inside", inside, sum(squares))

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
print("mean", mean)

# %% [markdown]
# ## Again

# %%
for _ in range(2):
    with Timer("load"):
        pass
print("RESULT totals", Timer.totals, Timer.running)
