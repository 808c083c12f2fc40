# %% [markdown]
# # Use the shell

# %%
!echo RESULT hello
name = "points.txt"
!printf 'ann 3\nbob 5\n' > {name}
lines = !cat points.txt
print("RESULT lines", len(lines), lines[0])

# %% [markdown]
# ## Parse

# %%
points = {line.split()[0]: int(line.split()[1]) for line in lines}
total = sum(points.values())
print("RESULT total", total)

# %% [markdown]
# ## With values

# %%
limit = 4
!echo RESULT limit $limit {limit * 2}
count = !grep -c bob {name}
print("RESULT count", count[0])

# %% [markdown]
# ## Remove

# %%
!rm points.txt
import os

print("RESULT exists", os.path.exists(name), lines.n.count("\n"))
