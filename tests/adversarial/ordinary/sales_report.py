# %% [markdown]
# # Sales of the year

# %%
import pandas as pd

sales = pd.read_csv("sales.csv", parse_dates=["date"])
print("RESULT rows", len(sales), sales["date"].min().date())
sales.head()

# %% [markdown]
# ## Clean

# %%
sales = sales.drop_duplicates()
sales = sales[sales["amount"] > 0]
sales["month"] = sales["date"].dt.month
print("RESULT clean", len(sales))

# %% [markdown]
# ## By month

# %%
by_month = sales.groupby("month")["amount"].agg(["sum", "mean"])
print("RESULT best month", by_month["sum"].idxmax())
by_month

# %% [markdown]
# ## By shop

# %%
by_shop = sales.pivot_table(index="shop", columns="month", values="amount", aggfunc="sum", fill_value=0)
share = by_shop.sum(axis=1) / by_shop.sum().sum()
print("RESULT shares", share.round(2).to_dict())

# %% [markdown]
# ## Save

# %%
by_month.to_csv("by_month.csv")
share.round(3).to_csv("share.csv")
