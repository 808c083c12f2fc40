# %% [markdown]
# # A journal of changes

# %%
import sqlite3

db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("create table stock (item text unique, amount integer)")
db.execute("create table journal (item text, before integer, after integer)")
db.execute("insert into stock values ('nut', 5), ('bolt', 2)")
print("RESULT journal", db.execute("select count(*) from journal").fetchone()[0])

# %% [markdown]
# ## A trigger

# %%
db.execute(
    "create trigger changed after update on stock begin "
    "insert into journal values (new.item, old.amount, new.amount); end"
)
db.execute("update stock set amount = amount - 1")

# %% [markdown]
# ## Amounts

# %%
amounts = dict(db.execute("select item, amount from stock"))
total = sum(amounts.values())
print("RESULT amounts", amounts, total)

# %% [markdown]
# ## A temporary view

# %%
db.execute("create temp view few as select item from stock where amount < 2")
print("RESULT few", db.execute("select * from few").fetchall())
db.execute("insert into stock values ('nut', 50) on conflict (item) do update set amount = excluded.amount")
db.execute("update stock set amount = 1 where item = 'nut'")
print("RESULT few", db.execute("select * from few order by item").fetchall())
print("RESULT journal", db.execute("select * from journal").fetchall(), total)
