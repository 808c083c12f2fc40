# %% [markdown]
# # Weather

# %%
import numpy as np
import pandas as pd

days = pd.date_range("2023-01-01", "2023-12-31")
rng = np.random.default_rng(2)
weather = pd.DataFrame({"date": days})
weather["temperature"] = 10 - 12 * np.cos(2 * np.pi * weather["date"].dt.dayofyear / 365) + rng.normal(0, 2, len(days))
weather["rain"] = rng.gamma(0.5, 4, len(days)).round(1)
print("RESULT days", len(weather), round(weather["temperature"].mean(), 2))

# %% [markdown]
# ## Months

# %%
monthly = weather.set_index("date").resample("MS").agg({"temperature": "mean", "rain": "sum"})
print("RESULT warmest", monthly["temperature"].idxmax().month)
monthly.round(1)

# %% [markdown]
# ## Hot and dry

# %%
weather["hot"] = weather["temperature"] > 20
weather["dry"] = weather["rain"] < 0.5
print("RESULT hot and dry", int((weather["hot"] & weather["dry"]).sum()))
pd.crosstab(weather["hot"], weather["dry"])

# %% [markdown]
# ## Smooth

# %%
weather["smooth"] = weather["temperature"].rolling(7, center=True).mean()
coldest = weather.loc[weather["smooth"].idxmin(), "date"]
print("RESULT coldest week around", coldest.date())
