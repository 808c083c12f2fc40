# %% [markdown]
# # A database on disk

# %%
import sqlite3

connection = sqlite3.connect("shop.db")
connection.execute("create table orders (id integer primary key, amount real)")
connection.execute("insert into orders (amount) values (10), (20)")
connection.commit()
print("RESULT orders", connection.execute("select sum(amount) from orders").fetchone())

# %% [markdown]
# ## Not committed

# %%
connection.execute("insert into orders (amount) values (99)")
inside = connection.execute("select count(*) from orders").fetchone()[0]
other = sqlite3.connect("shop.db")
print("RESULT seen by others", other.execute("select count(*) from orders").fetchone()[0], inside)

# %% [markdown]
# ## Rates

# %%
rates = [round(a / 30, 2) for a in (10, 20)]
print("rates", rates)

# %% [markdown]
# ## Undo

# %%
connection.rollback()
print("RESULT after", connection.execute("select max(amount), count(*) from orders").fetchone())

# %% [markdown]
# ## All or nothing

# %%
try:
    with connection:
        connection.execute("insert into orders (amount) values (30)")
        connection.execute("insert into nowhere values (1)")
except sqlite3.OperationalError as error:
    print("RESULT error", error)
with connection:
    connection.execute("insert into orders (amount) values (?)", (sum(rates),))
print("RESULT end", other.execute("select id, amount from orders").fetchall())
connection.close()
other.close()
