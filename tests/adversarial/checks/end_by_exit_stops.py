# %% [markdown]
# # End early

# %%
import sys

rows = [3, 4]
print("RESULT rows", len(rows))

# %% [markdown]
# ## Sum

# %%
total = sum(rows)
with open("total.txt", "w") as file:
    file.write(str(total))
print("RESULT total", total)

# %% [markdown]
# ## Nothing to do?

# %%
if total < 10:
    print("RESULT too little")
    sys.exit("too little data")

# %% [markdown]
# ## Not reached

# %%
with open("total.txt", "a") as file:
    file.write(" enough")
print("RESULT enough", total)
