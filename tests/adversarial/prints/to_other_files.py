# %% [markdown]
# # Print into files

# %%
import io
import sys

buffer = io.StringIO()
print("name", "points", sep=",", file=buffer)

# %% [markdown]
# ## Rows

# %%
rows = [("ann", 3), ("bob", 5)]
for row in rows:
    print(*row, sep=",", file=buffer)
print("RESULT rows", len(rows), file=sys.stderr)

# %% [markdown]
# ## Mean

# %%
mean = sum(p for _, p in rows) / len(rows)
print("RESULT mean", mean)

# %% [markdown]
# ## To disk

# %%
with open("points.csv", "w") as out:
    print(buffer.getvalue(), end="", file=out)
    print("mean", mean, sep=",", file=out)
print("RESULT lines", buffer.getvalue().count("\n"))

# %% [markdown]
# ## Read it

# %%
print("RESULT text", repr(open("points.csv").read()))
log = open("log.txt", "a")
print("end", file=log)
log.close()
