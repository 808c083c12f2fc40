# %% [markdown]
# # A/B test

# %%
import numpy as np
import pandas as pd

rng = np.random.default_rng(31)

# %% [markdown]
# ## Visits

# %%
visits = pd.read_csv("visits.csv")
print("RESULT days", len(visits))
visits.head()

# %% [markdown]
# ## Rates

# %%
totals = visits.groupby("group")[["visitors", "conversions"]].sum()
totals["rate"] = totals["conversions"] / totals["visitors"]
print("RESULT rates", totals["rate"].round(4).to_dict())

# %% [markdown]
# ## Test

# %%
def z_score(totals):
    """Return the z-score of the difference of two rates."""
    a, b = totals.loc["A"], totals.loc["B"]
    pooled = totals["conversions"].sum() / totals["visitors"].sum()
    error = np.sqrt(pooled * (1 - pooled) * (1 / a["visitors"] + 1 / b["visitors"]))
    return (b["rate"] - a["rate"]) / error


z = z_score(totals)
print("RESULT z", z.round(3))

# %% [markdown]
# ## Bootstrap

# %%
n_draws = 2000
draws = {}
for group, row in totals.iterrows():
    draws[group] = rng.binomial(int(row["visitors"]), row["rate"], n_draws) / row["visitors"]
difference = draws["B"] - draws["A"]
low, high = np.quantile(difference, [0.025, 0.975])
print(f"RESULT interval {low:.4f} {high:.4f}")

# %% [markdown]
# ## Decision

# %%
better = (difference > 0).mean()
print("RESULT B is better", better.round(3), "decide", "B" if better > 0.95 else "wait")
