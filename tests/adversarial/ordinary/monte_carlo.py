# %% [markdown]
# # Monte Carlo

# %%
import numpy as np

rng = np.random.default_rng(123)

# %% [markdown]
# ## Pi

# %%
n = 20000
xy = rng.random((n, 2))
inside = (xy**2).sum(axis=1) < 1
estimate = 4 * inside.mean()
print("RESULT pi", estimate.round(3))

# %% [markdown]
# ## Option price

# %%
def payoff(prices, strike):
    """Return what a call option pays."""
    return np.maximum(prices - strike, 0)


spot, rate, sigma, years = 100, 0.02, 0.2, 1
z = rng.standard_normal(n)
final = spot * np.exp((rate - sigma**2 / 2) * years + sigma * np.sqrt(years) * z)
price = np.exp(-rate * years) * payoff(final, 105).mean()
print("RESULT price", price.round(2))

# %% [markdown]
# ## Convergence

# %%
running = np.cumsum(payoff(final, 105)) / np.arange(1, n + 1)
errors = [abs(running[k] - running[-1]).round(2) for k in (99, 999, 9999)]
print("RESULT errors", [float(e) for e in errors])
