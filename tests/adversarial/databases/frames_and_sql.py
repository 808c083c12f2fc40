# %% [markdown]
# # Frames and SQL

# %%
import sqlite3

import pandas as pd

connection = sqlite3.connect("sales.db")
sales = pd.DataFrame({"item": ["nut", "bolt", "nut"], "amount": [1, 2, 3]})
sales.to_sql("sales", connection, index=False)
print("RESULT rows", pd.read_sql("select count(*) as n from sales", connection)["n"].tolist())

# %% [markdown]
# ## By item

# %%
query = "select item, sum(amount) as total from sales group by item order by item"
totals = pd.read_sql(query, connection, index_col="item")["total"]
print("RESULT totals", totals.to_dict())

# %% [markdown]
# ## More sales

# %%
sales["amount"] *= 10
sales.to_sql("sales", connection, index=False, if_exists="append")
shares = totals / totals.sum()
print("RESULT shares", shares.round(2).to_dict())

# %% [markdown]
# ## Again

# %%
again = pd.read_sql(query, connection, index_col="item")["total"]
print("RESULT again", again.to_dict(), totals.to_dict())
sales.head(1).to_sql("sales", connection, index=False, if_exists="replace")
print("RESULT replaced", len(pd.read_sql("select * from sales", connection)))
connection.close()
