# %% [markdown]
# # Batches

# %%
class Batches:
    made = 0

    def __init__(self, values, size):
        self.values = values
        self.size = size

    def __iter__(self):
        Batches.made += 1
        for start in range(0, len(self.values), self.size):
            yield self.values[start : start + self.size]

    def __len__(self):
        return -(-len(self.values) // self.size)


values = list(range(5))
batches = Batches(values, 2)
print("RESULT batches", list(batches), len(batches))

# %% [markdown]
# ## One after the other

# %%
turn = iter(batches)
first = next(turn)
print("RESULT first", first, Batches.made)

# %% [markdown]
# ## Sums

# %%
sums = [sum(b) for b in batches]
print("RESULT sums", sums)

# %% [markdown]
# ## Longer

# %%
values.extend([5, 6])
print("RESULT next", next(turn), len(batches), Batches.made)
print("RESULT rest", [sum(b) for b in turn], 6 in sum(batches, []) or sums[-1])
