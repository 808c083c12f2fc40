# %% [markdown]
# # Keep results

# %%
class Memo:
    def __init__(self, function):
        self.function = function
        self.known = {}
        self.hits = 0

    def __call__(self, *args):
        if args in self.known:
            self.hits += 1
        else:
            self.known[args] = self.function(*args)
        return self.known[args]


@Memo
def ways(n, k):
    return 1 if k in (0, n) else ways(n - 1, k - 1) + ways(n - 1, k)


print("RESULT ways", ways(8, 3), len(ways.known))

# %% [markdown]
# ## A row of the triangle

# %%
row = [ways(6, k) for k in range(7)]
print("RESULT row", row, ways.hits)

# %% [markdown]
# ## Chances

# %%
chances = [round(w / sum(row), 3) for w in row]
print("chances", chances)

# %% [markdown]
# ## Forget

# %%
ways.known.clear()
again = ways(5, 2)
print("RESULT again", again, len(ways.known), ways.hits, max(chances))
