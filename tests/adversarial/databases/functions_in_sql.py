# %% [markdown]
# # Functions of Python in SQL

# %%
import sqlite3

rate = 2
calls = []


def scaled(v):
    calls.append(v)
    return v * rate


connection = sqlite3.connect(":memory:")
connection.create_function("scaled", 1, scaled)
connection.execute("create table t (v integer)")
connection.executemany("insert into t values (?)", ((v,) for v in range(3)))
print("RESULT scaled", connection.execute("select sum(scaled(v)) from t").fetchone()[0])

# %% [markdown]
# ## Calls

# %%
count = len(calls)
print("RESULT calls", count)

# %% [markdown]
# ## Another rate

# %%
rate = 10
class Spread:
    def __init__(self):
        self.values = []

    def step(self, v):
        self.values.append(v)

    def finalize(self):
        return max(self.values) - min(self.values)


connection.create_aggregate("spread", 1, Spread)

# %% [markdown]
# ## Ask again

# %%
print("RESULT scaled", connection.execute("select scaled(v) from t order by v").fetchall())
print("RESULT spread", connection.execute("select spread(scaled(v)) from t").fetchone(), len(calls) - count)
