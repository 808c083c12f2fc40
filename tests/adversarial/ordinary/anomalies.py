# %% [markdown]
# # Anomalies of a sensor

# %%
import numpy as np
import pandas as pd

rng = np.random.default_rng(12)
signal = pd.Series(np.sin(np.arange(200) / 10) + rng.normal(0, 0.1, 200))
signal.iloc[[50, 120]] += 2
print("RESULT length", len(signal))

# %% [markdown]
# ## Rolling statistics

# %%
WINDOW = 15
median = signal.rolling(WINDOW, center=True, min_periods=1).median()
residual = signal - median
spread = residual.abs().median()
print("RESULT spread", round(spread, 3))

# %% [markdown]
# ## Detect

# %%
def detect(residual, spread, limit=8):
    """Return the positions of outliers."""
    return residual.index[residual.abs() > limit * spread].tolist()


found = detect(residual, spread)
print("RESULT found", found)

# %% [markdown]
# ## Repair

# %%
repaired = signal.copy()
repaired.loc[found] = median.loc[found]
print("RESULT repaired", round(repaired.max(), 3), round(signal.max(), 3))
