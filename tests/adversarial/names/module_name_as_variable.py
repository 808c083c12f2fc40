# %% [markdown]
# # Time and tables

# %%
import statistics as stats
import time

begin = time.time()
time = time.time() - begin
print("RESULT short", time < 5, type(time).__name__)

# %% [markdown]
# ## Values

# %%
values = [1, 2, 2, 5]
mode = stats.mode(values)
stats = {"mode": mode, "mean": stats.mean(values)}
print("RESULT stats", stats)

# %% [markdown]
# ## Spread

# %%
spread = max(values) - min(values)
print("spread", spread)

# %% [markdown]
# ## The module again

# %%
import time

print("RESULT module", time.__name__, hasattr(time, "sleep"))
import statistics as stats

print("RESULT median", stats.median(values), spread)
for math in range(2):
    pass
print("RESULT math", math)
import math

print("RESULT floor", math.floor(2.5))
