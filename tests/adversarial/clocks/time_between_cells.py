# %% [markdown]
# # How long did it take?

# %%
import time
from datetime import datetime, timedelta

t0 = time.time()
began = datetime.now()

# %% [markdown]
# ## Load

# %%
values = []
for k in range(3):
    time.sleep(0.01)
    values.append(k**2)
t1 = time.time()
print("RESULT load", t1 - t0 >= 0.03, values)

# %% [markdown]
# ## Train

# %%
weights = [v / max(values) for v in values]
time.sleep(0.01)
t2 = time.time()
print("RESULT train", t2 - t1 >= 0.01, t2 - t1 < t2 - t0)

# %% [markdown]
# ## Report

# %%
elapsed = datetime.now() - began
print("RESULT elapsed", timedelta(seconds=0.04) <= elapsed < timedelta(seconds=60))
t0 = time.time()
print("RESULT new", t0 >= t2, sum(weights))
