# %% [markdown]
# # Prices with a discount table

# %%
from functools import partial

discounts = {"a": 0.1, "b": 0.0}


def price(item, table, tax=0.0):
    return round(item[1] * (1 - table.get(item[0], 0.5)) * (1 + tax), 2)


with_table = partial(price, table=discounts)

# %% [markdown]
# ## First run

# %%
items = [("a", 10.0), ("b", 4.0), ("c", 8.0)]
first = [with_table(item) for item in items]
print("RESULT first", first)

# %% [markdown]
# ## Watch the table

# %%
def watch(table):
    seen_keys = []

    def changed():
        new = [k for k in table if k not in seen_keys]
        seen_keys.extend(new)
        return new

    return changed


news = watch(discounts)
print("RESULT news", news())

# %% [markdown]
# ## A new discount

# %%
discounts["c"] = 0.25
tax = 0.2
second = [with_table(item, tax=tax) for item in items]
print("RESULT second", second)
print("RESULT news", news(), news())
