# %% [markdown]
# # Queries with variables

# %%
import pandas as pd

table = pd.DataFrame({"size": [1, 5, 9, 3], "price": [10.0, 30.0, 20.0, 5.0]})
limit = 2
large = table.query("size > @limit")
print("RESULT large", large["size"].tolist())

# %% [markdown]
# ## Evaluate

# %%
factor = 3
table = table.eval("total = size * price * @factor")
print("RESULT total", table["total"].tolist())

# %% [markdown]
# ## Mean

# %%
mean = table["price"].mean()
print("mean", mean)

# %% [markdown]
# ## In a function

# %%
def cheap(frame, below):
    margin = 1
    return frame.query("price < @below - @margin").index.tolist()


print("RESULT cheap", cheap(table, mean), pd.eval("limit + factor"))

# %% [markdown]
# ## Another limit

# %%
limit = 4
print("RESULT again", table.query("size > @limit and price < @mean")["size"].tolist(), len(large))
