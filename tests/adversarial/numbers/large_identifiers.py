# %% [markdown]
# # Identifiers

# %%
import itertools

import numpy as np

numbers = itertools.count(9_007_199_254_740_993)


def new_id():
    return next(numbers)


first = new_id()
print("RESULT first", first)

# %% [markdown]
# ## Orders

# %%
orders = {new_id(): amount for amount in (5, 7)}
print("RESULT orders", orders)

# %% [markdown]
# ## As array

# %%
keys = np.array(list(orders), dtype=np.int64)
new_id()
print("RESULT keys", keys.tolist(), keys.dtype, float(keys[0]) == float(keys[0] - 1))

# %% [markdown]
# ## One more

# %%
mean = sum(orders.values()) / len(orders)
last = new_id()
print("RESULT last", last, last - first, mean)
