# %% [markdown]
# # Count classes and objects

# %%
class Counting(type):
    made = []

    def __new__(mcs, name, bases, body):
        mcs.made.append(name)
        return super().__new__(mcs, name, bases, body)

    def __call__(cls, *args):
        cls.objects = getattr(cls, "objects", 0) + 1
        return super().__call__(*args)


class Shape(metaclass=Counting):
    def __init__(self, size):
        self.size = size


print("RESULT made", Counting.made)

# %% [markdown]
# ## Areas

# %%
shapes = [Shape(s) for s in (1, 2, 3)]
areas = [s.size**2 for s in shapes]
print("RESULT areas", areas, Shape.objects)

# %% [markdown]
# ## Mean

# %%
mean = sum(areas) / len(areas)
print("mean", round(mean, 2))

# %% [markdown]
# ## More

# %%
class Circle(Shape):
    pass


circle = Circle(4)
print("RESULT made", Counting.made, Circle.objects, Shape.objects)
