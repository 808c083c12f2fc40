# %% [markdown]
# # A database in memory

# %%
import sqlite3

connection = sqlite3.connect(":memory:")
connection.execute("create table points (name text, value integer)")
connection.executemany("insert into points values (?, ?)", [("ann", 3), ("bob", 5)])
print("RESULT count", connection.execute("select count(*) from points").fetchone()[0])

# %% [markdown]
# ## Mean

# %%
mean = connection.execute("select avg(value) from points").fetchone()[0]
print("RESULT mean", mean)

# %% [markdown]
# ## More rows

# %%
names = ["cleo", "dan"]
for number, name in enumerate(names):
    connection.execute("insert into points values (?, ?)", (name, number * 10))
above = connection.execute("select name from points where value > ?", (mean,)).fetchall()
print("RESULT above", above, connection.total_changes)

# %% [markdown]
# ## Change

# %%
connection.execute("update points set value = value + 1 where name like 'a%'")
connection.execute("delete from points where name = 'dan'")
rows = connection.execute("select * from points order by name").fetchall()
print("RESULT rows", rows)
connection.close()
