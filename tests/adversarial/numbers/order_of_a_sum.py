# %% [markdown]
# # Sums depend on the order

# %%
import math

import numpy as np

terms = [1e16, 1.0, -1e16, 1.0]
print("RESULT sum", sum(terms), math.fsum(terms))

# %% [markdown]
# ## Sorted

# %%
total = 0.0
for term in sorted(terms):
    total += term
print("RESULT sorted", total)

# %% [markdown]
# ## In single precision

# %%
single = np.float32(0)
for _ in range(1000):
    single += np.float32(0.1)
print("RESULT single", single, type(single).__name__)

# %% [markdown]
# ## Reverse in place

# %%
terms.reverse()
backward = sum(terms)
terms.append(1e16)
print("RESULT backward", backward, sum(terms), total)

# %% [markdown]
# ## Accumulate

# %%
running = list(np.cumsum(terms))
print("RESULT running", running[-1], len(running))
