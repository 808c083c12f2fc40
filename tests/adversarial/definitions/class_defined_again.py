# %% [markdown]
# # Points

# %%
class Point:
    count = 0

    def __init__(self, x):
        self.x = x
        Point.count += 1

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x


old = [Point(1), Point(2)]
print("RESULT count", Point.count)

# %% [markdown]
# ## Spread

# %%
xs = [p.x for p in old]
spread = max(xs) - min(xs)
print("RESULT equal", old[0] == Point(1), Point.count)

# %% [markdown]
# ## The class again

# %%
class Point:
    count = 0

    def __init__(self, x):
        self.x = x
        Point.count += 1

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x


new = Point(1)
print("RESULT count", Point.count, isinstance(old[0], Point))
print("RESULT equal", old[0] == new, new == old[0], spread)
