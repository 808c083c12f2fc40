# %% [markdown]
# # Returns

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# %% [markdown]
# ## Load

# %%
prices = pd.read_csv("prices.csv", index_col="day", parse_dates=True)
prices = prices.sort_index().ffill()
print("RESULT prices", prices.shape, prices.iloc[-1].tolist())

# %% [markdown]
# ## Returns

# %%
returns = prices.pct_change().dropna()
volatility = returns.std() * np.sqrt(252)
print("RESULT volatility", volatility.round(3).to_dict())
returns.corr()

# %% [markdown]
# ## Portfolio

# %%
def sharpe(weights, returns):
    """Return the yearly Sharpe ratio of a portfolio."""
    daily = returns @ weights
    return daily.mean() / daily.std() * np.sqrt(252)


equal = np.ones(3) / 3
print("RESULT Sharpe", sharpe(equal, returns).round(3))

# %% [markdown]
# ## Drawdown

# %%
portfolio = (1 + returns @ equal).cumprod()
drawdown = portfolio / portfolio.cummax() - 1
print("RESULT drawdown", drawdown.min().round(4), drawdown.idxmin().date())
fig, ax = plt.subplots(figsize=(6, 3))
drawdown.plot(ax=ax)
ax.set_title("Drawdown")
plt.show()

# %% [markdown]
# ## Best of random weights

# %%
rng = np.random.default_rng(17)
candidates = rng.dirichlet(np.ones(3), 50)
best = max(candidates, key=lambda w: sharpe(w, returns))
print("RESULT best", best.round(2).tolist())
