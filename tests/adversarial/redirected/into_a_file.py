# %% [markdown]
# # A text report

# %%
from contextlib import redirect_stdout


def section(title, rows):
    print(title.upper())
    print("-" * len(title))
    for row in rows:
        print(*row, sep=": ")


rows = [("ann", 3), ("bob", 5)]
section("RESULT shown", rows)

# %% [markdown]
# ## Write it

# %%
with open("report.txt", "w") as out, redirect_stdout(out):
    section("points", rows)
print("RESULT written")

# %% [markdown]
# ## More

# %%
total = sum(p for _, p in rows)
share = [round(p / total, 2) for _, p in rows]

# %% [markdown]
# ## Append

# %%
with open("report.txt", "a") as out:
    with redirect_stdout(out):
        section("shares", zip("ab", share))
        print("total", total)
print("RESULT report", open("report.txt").read().split("\n"))
