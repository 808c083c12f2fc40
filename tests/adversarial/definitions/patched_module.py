# %% [markdown]
# # Reports as JSON

# %%
import json
import math
from functools import partial

report = {"b": 1, "a": [1, 2]}
print("RESULT plain", json.dumps(report))

# %% [markdown]
# ## Sorted keys from now on

# %%
original = json.dumps
json.dumps = partial(original, sort_keys=True)

# %% [markdown]
# ## Circles

# %%
radius = [1, 2]
areas = [round(math.pi * r**2, 2) for r in radius]
math.pi = 3
print("RESULT areas", areas, [math.pi * r**2 for r in radius])

# %% [markdown]
# ## Use it

# %%
from json import dumps
from math import pi

print("RESULT sorted", dumps(report))
print("RESULT pi", pi)

# %% [markdown]
# ## Restore

# %%
json.dumps = original
math.pi = math.acos(-1)
print("RESULT restored", json.dumps(report), dumps is json.dumps, pi == math.pi)
