# %% [markdown]
# # A helper beside the notebook

# %%
import helper
from helper import RATE, scaled

print("RESULT scaled", scaled(2), RATE)

# %% [markdown]
# ## Another rate

# %%
helper.RATE = 5
print("RESULT scaled", scaled(2), RATE, helper.RATE)

# %% [markdown]
# ## Values

# %%
values = [scaled(v) for v in range(3)]
print("RESULT values", values, len(helper.CALLS))

# %% [markdown]
# ## Imported again

# %%
from helper import CALLS, RATE

CALLS.append("mine")
print("RESULT rate", RATE, helper.CALLS[-1], CALLS is helper.CALLS)

# %% [markdown]
# ## Loaded again

# %%
import importlib

importlib.reload(helper)
print("RESULT reloaded", helper.RATE, RATE, len(helper.CALLS), len(CALLS), scaled(1))
