# %% [markdown]
# # Report with separators

# %%
import sys

names = ["ann", "bob", "cleo"]
points = [3.14159, 2.5, 0.1 + 0.2]
print("RESULT names", *names, sep=", ")
print("RESULT points", *points, sep="\t", flush=True)
print("RESULT", "table", sep="-" * 3, end="\n\n")

# %% [markdown]
# ## Bars

# %%
bars = ["#" * round(p) for p in points]
for name, bar in zip(names, bars):
    print("RESULT bar", name, bar, sep="|")

# %% [markdown]
# ## In one line

# %%
for index, name in enumerate(names):
    print(f"RESULT {index}", end=" ")
    print(name, end="; " if name != "cleo" else "\n")

# %% [markdown]
# ## Progress

# %%
total = 0
for p in points:
    total += p
    print("\rRESULT progress", round(total, 2), end="")
print()
print("RESULT total", total, sep=": ", file=sys.stdout)
