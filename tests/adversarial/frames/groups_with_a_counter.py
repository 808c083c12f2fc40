# %% [markdown]
# # Groups

# %%
import pandas as pd

table = pd.DataFrame({"shop": ["a", "b", "a", "c"], "sold": [3, 5, 1, 2]})
visited = []
bonus = 10


def total(group):
    visited.append(len(group))
    return group["sold"].sum() + bonus


totals = table.groupby("shop")[["sold"]].apply(total)
print("RESULT totals", totals.to_dict(), visited)

# %% [markdown]
# ## Ranks

# %%
ranks = totals.rank().astype(int)
print("RESULT ranks", ranks.tolist())

# %% [markdown]
# ## Another bonus

# %%
bonus = 0
again = table.groupby("shop")[["sold"]].apply(total)
print("RESULT again", again.to_dict(), len(visited))

# %% [markdown]
# ## Rows

# %%
number = 0


def count(row):
    global number
    number += 1
    return number * row["sold"]


table["weighted"] = table.apply(count, axis=1)
print("RESULT weighted", table["weighted"].tolist(), number)
table["weighted"] += table["sold"].map(lambda v: visited[0] * v)
print("RESULT changed", table["weighted"].tolist(), ranks.max())
