# %% [markdown]
# # Exact numbers

# %%
from fractions import Fraction

import pandas as pd

third = Fraction(1, 3)
parts = [third * k for k in range(1, 4)]
print("RESULT parts", *parts)

# %% [markdown]
# ## Nanoseconds

# %%
start = pd.Timestamp("2024-01-01 00:00:00.000000001")
step = pd.Timedelta(1, unit="ns")
times = [start + k * step for k in range(3)]
print("RESULT times", [t.nanosecond for t in times], times[0] == times[1])

# %% [markdown]
# ## Sum

# %%
total = sum(parts)
print("RESULT total", total, float(total), total == 2)

# %% [markdown]
# ## Change

# %%
parts[0] += Fraction(1, 10**12)
times.insert(0, start - step)
print("RESULT changed", sum(parts) - total, times[0].nanosecond)

# %% [markdown]
# ## Complex

# %%
roots = [complex(0, 1) ** k for k in range(3)]
print("RESULT roots", roots[1], abs(roots[2]), round(sum(map(abs, roots)), 9))
