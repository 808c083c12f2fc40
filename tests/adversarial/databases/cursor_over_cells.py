# %% [markdown]
# # A cursor is a position

# %%
import sqlite3

connection = sqlite3.connect(":memory:")
cursor = connection.cursor()
cursor.executescript("create table t (v integer); insert into t values (1), (2), (3), (4), (5);")
cursor.execute("select v from t order by v")
first = cursor.fetchone()[0]
print("RESULT first", first)

# %% [markdown]
# ## Two more

# %%
two = [v for (v,) in cursor.fetchmany(2)]
print("RESULT two", two)

# %% [markdown]
# ## Sum

# %%
total = first + sum(two)
print("total", total)

# %% [markdown]
# ## The rest

# %%
rest = [row[0] for row in cursor]
print("RESULT rest", rest, cursor.fetchone())

# %% [markdown]
# ## The last row

# %%
cursor.execute("insert into t values (?)", (total,))
print("RESULT last", cursor.lastrowid, cursor.rowcount)
