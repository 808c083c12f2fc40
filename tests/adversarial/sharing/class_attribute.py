# %% [markdown]
# # Queues of two desks

# %%
class Desk:
    waiting = []
    served = 0

    def __init__(self, name):
        self.name = name

    def arrive(self, person):
        self.waiting.append((self.name, person))

    def serve(self):
        person = self.waiting.pop(0)
        self.served += 1
        Desk.served += 10
        return person

# %% [markdown]
# ## Morning

# %%
north, south = Desk("north"), Desk("south")
north.arrive("ann")
south.arrive("bob")
print("RESULT waiting", len(north.waiting), len(south.waiting))

# %% [markdown]
# ## Noon

# %%
names = ["cleo", "dan"]
lengths = [len(n) for n in names]
for name in names:
    north.arrive(name)
print("RESULT first", south.serve())

# %% [markdown]
# ## Evening

# %%
class ExpressDesk(Desk):
    pass


express = ExpressDesk("express")
print("RESULT express", express.waiting, express.served)
ExpressDesk.waiting = []
express.arrive("eve")
print("RESULT served", north.served, south.served, Desk.served)
print("RESULT waiting", len(Desk.waiting), len(express.waiting), sum(lengths))
