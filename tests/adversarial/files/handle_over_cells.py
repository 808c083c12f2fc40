# %% [markdown]
# # One file, several cells

# %%
out = open("table.txt", "w")
out.write("name;points\n")
rows = [("ann", 3), ("bob", 5)]

# %% [markdown]
# ## Rows

# %%
for name, points in rows:
    out.write(f"{name};{points}\n")
position = out.tell()
print("RESULT position", position)

# %% [markdown]
# ## Mean

# %%
mean = sum(p for _, p in rows) / len(rows)
best = max(rows, key=lambda r: r[1])[0]
print("RESULT best", best)

# %% [markdown]
# ## Close

# %%
out.write(f"mean;{mean}\n")
out.close()
print("RESULT closed", out.closed)

# %% [markdown]
# ## Read line by line

# %%
source = open("table.txt")
header = source.readline().strip()
print("RESULT header", header)

# %% [markdown]
# ## The rest

# %%
rest = [line.strip() for line in source]
source.close()
print("RESULT rest", rest)
