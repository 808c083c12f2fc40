# %% [markdown]
# # Steps with times

# %%
import time

stamps = [("begin", time.perf_counter())]


def stamp(name):
    stamps.append((name, time.perf_counter()))
    return len(stamps)


count = stamp("load")
print("RESULT count", count)

# %% [markdown]
# ## Load

# %%
values = [v * 0.5 for v in range(6)]
time.sleep(0.02)
stamp("loaded")

# %% [markdown]
# ## Sum

# %%
total = sum(values)
stamp("sum")
print("RESULT total", total)

# %% [markdown]
# ## Durations

# %%
stamp("end")
times = [t for _, t in stamps]
durations = {n: b - a for (_, a), (n, b) in zip(stamps, stamps[1:])}
print("RESULT names", [n for n, _ in stamps], times == sorted(times))
print("RESULT slow", max(durations, key=durations.get), durations["loaded"] >= 0.02)
