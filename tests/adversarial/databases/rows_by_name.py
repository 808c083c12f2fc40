# %% [markdown]
# # Rows with names

# %%
import sqlite3

connection = sqlite3.connect(":memory:")
connection.execute("create table towns (name text, people integer)")
connection.executemany("insert into towns values (:name, :people)", [{"name": "Ulm", "people": 126}, {"name": "Bonn", "people": 331}])
plain = connection.execute("select * from towns").fetchone()
print("RESULT plain", type(plain).__name__, plain)

# %% [markdown]
# ## Largest

# %%
largest = max(people for _, people in connection.execute("select * from towns"))
print("RESULT largest", largest)

# %% [markdown]
# ## From here on by name

# %%
connection.row_factory = sqlite3.Row
row = connection.execute("select * from towns order by people").fetchone()
print("RESULT row", row["name"], row.keys())

# %% [markdown]
# ## As dicts

# %%
connection.row_factory = lambda cursor, values: {c[0]: v for c, v in zip(cursor.description, values)}
rows = connection.execute("select name, people * 1.0 / ? as share from towns", (largest,)).fetchall()
print("RESULT rows", [(r["name"], round(r["share"], 2)) for r in rows])
