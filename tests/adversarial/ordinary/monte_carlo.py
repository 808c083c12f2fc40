# %% [markdown]
# # Monte Carlo

# %%
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(123)
n = 20000

# %% [markdown]
# ## Pi

# %%
xy = rng.random((n, 2))
inside = (xy**2).sum(axis=1) < 1
estimate = 4 * inside.mean()
error = 4 * inside.std() / np.sqrt(n)
print("RESULT pi", estimate.round(3), error.round(4))

# %% [markdown]
# ## Option price

# %%
def payoff(prices, strike):
    """Return what a call option pays."""
    return np.maximum(prices - strike, 0)


spot, rate, sigma, years = 100, 0.02, 0.2, 1
z = rng.standard_normal(n)
final = spot * np.exp((rate - sigma**2 / 2) * years + sigma * np.sqrt(years) * z)
discount = np.exp(-rate * years)
price = discount * payoff(final, 105).mean()
print("RESULT price", price.round(2))

# %% [markdown]
# ## Strikes

# %%
strikes = np.arange(80, 125, 5)
prices = np.array([discount * payoff(final, strike).mean() for strike in strikes])
print("RESULT prices", prices.round(2).tolist())

# %% [markdown]
# ## Plot

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
axes[0].hist(final, bins=30)
axes[0].set_title("prices after a year")
axes[1].plot(strikes, prices)
axes[1].set_xlabel("strike")
plt.show()

# %% [markdown]
# ## Convergence

# %%
running = np.cumsum(payoff(final, 105)) / np.arange(1, n + 1)
errors = [abs(running[k] - running[-1]).round(2) for k in (99, 999, 9999)]
print("RESULT errors", [float(e) for e in errors])
