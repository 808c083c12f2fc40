# %% [markdown]
# # Make it reproducible

# %%
import os
import random

import numpy as np


def set_seed(seed=42):
    random.seed(seed)
    np.random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)


set_seed()
first = random.random(), np.random.rand()
print("RESULT first", [round(float(v), 4) for v in first])

# %% [markdown]
# ## Data

# %%
x = np.random.normal(size=(20, 2))
y = x @ [1.0, -2.0] + np.random.normal(size=20) / 10
print("RESULT y", y[:2].round(4).tolist())

# %% [markdown]
# ## Fit

# %%
weights, *_ = np.linalg.lstsq(x, y, rcond=None)
print("RESULT weights", weights.round(4).tolist())

# %% [markdown]
# ## Bootstrap

# %%
set_seed(7)
rows = np.random.choice(20, 20)
again, *_ = np.linalg.lstsq(x[rows], y[rows], rcond=None)
print("RESULT bootstrap", again.round(4).tolist(), random.randint(0, 99), os.environ["PYTHONHASHSEED"])
