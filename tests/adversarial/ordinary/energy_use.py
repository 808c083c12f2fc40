# %% [markdown]
# # Energy by hour

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

hours = pd.date_range("2024-01-01", periods=24 * 14, freq="h")
rng = np.random.default_rng(4)
load = 50 + 20 * np.sin((hours.hour - 8) / 24 * 2 * np.pi) + 10 * (hours.dayofweek < 5) + rng.normal(0, 3, len(hours))
energy = pd.DataFrame({"load": load}, index=hours)
print("RESULT mean load", energy["load"].mean().round(2))

# %% [markdown]
# ## Profile

# %%
energy["hour"] = energy.index.hour
energy["weekend"] = energy.index.dayofweek >= 5
profile = energy.groupby(["weekend", "hour"])["load"].mean().unstack(0)
print("RESULT peak", int(profile[False].idxmax()))

# %% [markdown]
# ## Plot

# %%
fig, ax = plt.subplots(figsize=(6, 3))
profile.plot(ax=ax)
ax.set_ylabel("kW")
plt.show()

# %% [markdown]
# ## Forecast as last week

# %%
actual = energy["load"].iloc[-168:].to_numpy()
forecast = energy["load"].iloc[-336:-168].to_numpy()
mape = np.mean(np.abs(actual - forecast) / actual)
print("RESULT MAPE", mape.round(4))
