# %% [markdown]
# # Returns

# %%
import numpy as np
import pandas as pd

rng = np.random.default_rng(17)
days = pd.bdate_range("2023-01-02", periods=120)
returns = pd.DataFrame(rng.normal(0.0005, 0.01, (120, 3)), index=days, columns=["AAA", "BBB", "CCC"])
prices = 100 * (1 + returns).cumprod()
print("RESULT last prices", prices.iloc[-1].round(2).tolist())

# %% [markdown]
# ## Risk

# %%
volatility = returns.std() * np.sqrt(252)
correlation = returns.corr()
print("RESULT volatility", volatility.round(3).to_dict())
correlation

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

# %% [markdown]
# ## Best of random weights

# %%
candidates = rng.dirichlet(np.ones(3), 50)
best = max(candidates, key=lambda w: sharpe(w, returns))
print("RESULT best", best.round(2).tolist())
