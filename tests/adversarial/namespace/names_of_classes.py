# %% [markdown]
# # What is it called?

# %%
class Box:
    class Lid:
        pass

    def open(self):
        return self.Lid()


def measure(box):
    return 1


print("RESULT class", Box, Box.__module__, Box.Lid.__qualname__)
print("RESULT function", measure.__module__, measure.__qualname__, Box.open.__qualname__)

# %% [markdown]
# ## Types

# %%
things = [Box(), Box().open(), 1, measure]
names = [type(t).__name__ for t in things]
print("RESULT names", names, repr(things[0]).split(" at ")[0])

# %% [markdown]
# ## Count

# %%
counts = {n: names.count(n) for n in names}
print("counts", len(counts))

# %% [markdown]
# ## Errors

# %%
class LimitError(ValueError):
    pass


try:
    raise LimitError("too much")
except ValueError as error:
    print("RESULT error", type(error), repr(error), type(error).__mro__[1].__name__)
square = lambda v: v * v
print("RESULT lambda", square.__name__, square.__qualname__, sum(counts.values()))
