# %% [markdown]
# # A/B test

# %%
import numpy as np

rng = np.random.default_rng(31)
visitors = {"A": 1200, "B": 1180}
conversions = {"A": 96, "B": 124}
rates = {group: conversions[group] / visitors[group] for group in visitors}
print("RESULT rates", {g: round(r, 4) for g, r in rates.items()})

# %% [markdown]
# ## Test

# %%
def z_score(conversions, visitors):
    """Return the z-score of the difference of two rates."""
    pooled = sum(conversions.values()) / sum(visitors.values())
    error = np.sqrt(pooled * (1 - pooled) * (1 / visitors["A"] + 1 / visitors["B"]))
    return (conversions["B"] / visitors["B"] - conversions["A"] / visitors["A"]) / error


z = z_score(conversions, visitors)
print("RESULT z", z.round(3))

# %% [markdown]
# ## Bootstrap

# %%
n_draws = 2000
draws_a = rng.binomial(visitors["A"], rates["A"], n_draws) / visitors["A"]
draws_b = rng.binomial(visitors["B"], rates["B"], n_draws) / visitors["B"]
difference = draws_b - draws_a
low, high = np.quantile(difference, [0.025, 0.975])
print(f"RESULT interval {low:.4f} {high:.4f}")

# %% [markdown]
# ## Decision

# %%
better = (difference > 0).mean()
print("RESULT B is better", better.round(3), "decide", "B" if better > 0.95 else "wait")
