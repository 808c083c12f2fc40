# %% [markdown]
# # Plug-ins

# %%
from functools import cached_property, total_ordering

PLUGINS = []


def plugin(cls):
    PLUGINS.append(cls)
    cls.number = len(PLUGINS)
    return cls


@plugin
@total_ordering
class Small:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v

    def __lt__(self, other):
        return self.v < other.v

    @cached_property
    def square(self):
        PLUGINS.append(self.v)
        return self.v**2


print("RESULT number", Small.number, Small(2) >= Small(1))

# %% [markdown]
# ## Sort

# %%
smalls = sorted(map(Small, [3, 1, 2]), reverse=True)
values = [s.v for s in smalls]
print("RESULT values", values)

# %% [markdown]
# ## Squares

# %%
squares = [s.square for s in smalls] + [s.square for s in smalls[:1]]
print("RESULT squares", squares, len(PLUGINS))

# %% [markdown]
# ## Another

# %%
@plugin
class Large(Small):
    pass


print("RESULT large", Large.number, Small.number, sum(values))
