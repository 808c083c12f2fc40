# %% [markdown]
# # Customers and orders

# %%
import pandas as pd

customers = pd.DataFrame({"id": [1, 2, 3], "name": ["ann", "bob", "cleo"]})
orders = pd.DataFrame({"id": [1, 1, 3, 4], "amount": [10, 20, 5, 7]})
merged = customers.merge(orders, on="id", how="left")
print("RESULT merged", merged["amount"].fillna(0).tolist())

# %% [markdown]
# ## Totals

# %%
totals = orders.groupby("id")["amount"].sum()
customers["total"] = customers["id"].map(totals)
print("RESULT totals", customers["total"].tolist()[::2])

# %% [markdown]
# ## More orders

# %%
orders.loc[len(orders)] = [2, 8]
customers.set_index("id", inplace=True)
print("RESULT before", merged.shape, totals.to_dict())
customers.update(pd.DataFrame({"total": {2: 8.0}}))
print("RESULT after", customers["total"].tolist(), customers.loc[1, "name"])

# %% [markdown]
# ## All

# %%
everything = pd.concat([orders, orders.assign(amount=0)]).pivot_table(
    index="id", values="amount", aggfunc=["count", "sum"]
)
everything.columns = [a for a, _ in everything.columns]
print("RESULT everything", everything["sum"].to_dict(), everything["count"].max())
