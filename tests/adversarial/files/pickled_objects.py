# %% [markdown]
# # Keep a model

# %%
import pickle


class Mean:
    def __init__(self):
        self.values = []

    def add(self, v):
        self.values.append(v)
        return self

    @property
    def value(self):
        return sum(self.values) / len(self.values)


model = Mean().add(2).add(4)
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)
print("RESULT model", model.value)

# %% [markdown]
# ## Go on

# %%
model.add(12)
deviation = [v - model.value for v in model.values]
print("RESULT deviation", deviation)

# %% [markdown]
# ## Load the old one

# %%
with open("model.pkl", "rb") as file:
    old = pickle.load(file)
print("RESULT old", old.value, type(old) is Mean, old.values is model.values)

# %% [markdown]
# ## A copy by pickle

# %%
copy = pickle.loads(pickle.dumps([model, model]))
copy[0].add(0)
print("RESULT copy", copy[1].value, model.value)
