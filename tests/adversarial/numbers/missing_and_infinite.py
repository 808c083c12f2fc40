# %% [markdown]
# # Missing values

# %%
import math

import numpy as np
import pandas as pd

nan = float("nan")
values = [1.0, nan, -0.0, math.inf]
print("RESULT values", values, nan in values, nan == nan)

# %% [markdown]
# ## Sorted

# %%
ordered = sorted(v for v in values if v == v)
print("RESULT ordered", ordered, math.copysign(1, ordered[0]))

# %% [markdown]
# ## In a series

# %%
series = pd.Series(values)
series[series.isna()] = -1
print("RESULT series", series.tolist(), series.sum())

# %% [markdown]
# ## Types

# %%
counts = pd.Series([1, 2], index=["a", "b"])
wide = counts.reindex(["a", "c"])
print("RESULT types", counts.dtype, wide.dtype, wide.tolist())

# %% [markdown]
# ## Zero

# %%
with np.errstate(divide="ignore", invalid="ignore"):
    ratio = np.array([1.0, -1.0, 0.0]) / np.array([0.0, 0.0, 0.0])
print("RESULT ratio", ratio.tolist(), np.nanmax(ratio))
values[2] = 0.0
print("RESULT zero", values[2], 1 / values[3])
