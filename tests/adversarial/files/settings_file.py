# %% [markdown]
# # Settings in a file

# %%
import json

with open("settings.json") as file:
    settings = json.load(file)
print("RESULT runs", settings["runs"], settings["rate"])

# %% [markdown]
# ## Train

# %%
weights = [0.0]
for _ in range(settings["steps"]):
    weights.append(weights[-1] + settings["rate"])
print("RESULT weight", weights[-1])

# %% [markdown]
# ## Remember the run

# %%
def remember(path, **changes):
    with open(path) as file:
        values = json.load(file)
    values.update(changes)
    with open(path, "w") as file:
        json.dump(values, file, sort_keys=True)
    return values


remember("settings.json", runs=settings["runs"] + 1, best=weights[-1])
print("RESULT in memory", settings["runs"])

# %% [markdown]
# ## Read again

# %%
with open("settings.json") as file:
    changed = json.load(file)
print("RESULT on disk", changed)
