# %% [markdown]
# # A time series

# %%
import numpy as np
import pandas as pd

days = pd.date_range("2024-01-01", periods=6, freq="D")
sold = pd.Series([3, 5, 4, 8, 6, 10], index=days, name="sold")
window = 2
mean = sold.rolling(window).mean()
print("RESULT rolling", mean.dropna().tolist())

# %% [markdown]
# ## Lags

# %%
frame = sold.to_frame()
for lag in (1, 2):
    frame[f"lag{lag}"] = sold.shift(lag)
print("RESULT lags", frame.dropna().iloc[0].tolist())

# %% [markdown]
# ## Change the series

# %%
sold.iloc[0] = 30
sold["2024-01-07"] = 1
window = 3
print("RESULT changed", len(sold), frame["sold"].iloc[0], sold.rolling(window).sum().iloc[2])

# %% [markdown]
# ## Weeks

# %%
weekly = sold.resample("W").sum()
frame = frame.join(mean.rename("mean"))
frame["weekend"] = frame.index.dayofweek > 4
print("RESULT weekly", weekly.tolist(), frame["mean"].sum(), int(frame["weekend"].sum()), lag)
