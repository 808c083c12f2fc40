# %% [markdown]
# # A run log

# %%
def note(text):
    with open("log.txt", "a") as file:
        file.write(text + "\n")


with open("log.txt", "w") as file:
    file.write("start\n")
note("loaded")
print("RESULT log", open("log.txt").read().split())

# %% [markdown]
# ## Model

# %%
weights = [0.5, 1.5]
score = sum(w**2 for w in weights)
note(f"score {score}")
print("RESULT score", score)

# %% [markdown]
# ## At top level

# %%
with open("log.txt", "a") as file:
    file.write("end\n")
note("closed")

# %% [markdown]
# ## Read

# %%
with open("log.txt") as file:
    lines = [line.strip() for line in file]
print("RESULT lines", lines)
