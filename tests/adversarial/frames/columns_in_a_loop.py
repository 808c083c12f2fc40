# %% [markdown]
# # All numeric columns

# %%
import numpy as np
import pandas as pd

table = pd.DataFrame({"age": [20.0, np.nan, 40.0], "fare": [7.0, 8.0, np.nan], "name": ["a", "b", "c"]})
numeric = [c for c in table.columns if table[c].dtype.kind == "f"]
for c in numeric:
    table[c + "_missing"] = table[c].isna()
    table[c] = table[c].fillna(table[c].mean())
print("RESULT filled", table[numeric].values.tolist())

# %% [markdown]
# ## Correlation

# %%
correlation = table[numeric].corr().iloc[0, 1]
print("RESULT correlation", round(correlation, 3))

# %% [markdown]
# ## Scale

# %%
limits = {}
for c in numeric:
    limits[c] = (table[c].min(), table[c].max())
    table[c] = (table[c] - limits[c][0]) / (limits[c][1] - limits[c][0])
print("RESULT scaled", table[numeric].round(3).values.tolist(), c)

# %% [markdown]
# ## Selected

# %%
numeric.remove("fare")
dropped = [c for c in table if c.endswith("_missing")]
table = table.drop(columns=dropped)
print("RESULT columns", list(table.columns), numeric, limits["fare"], c)
