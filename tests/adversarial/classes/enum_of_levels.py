# %% [markdown]
# # Levels

# %%
from enum import Enum, IntFlag, auto

OFFSET = 10


class Level(Enum):
    LOW = OFFSET + 1
    MIDDLE = OFFSET + 2
    HIGH = OFFSET + 3
    TOP = OFFSET + 3

    @property
    def short(self):
        return self.name[0]


print("RESULT levels", [f"{x.short}{x.value}" for x in Level], Level.TOP)

# %% [markdown]
# ## Count

# %%
marks = [11, 13, 13, 12]
counts = {}
for mark in marks:
    counts[Level(mark)] = counts.get(Level(mark), 0) + 1
print("RESULT counts", {k.name: v for k, v in counts.items()})

# %% [markdown]
# ## Rights

# %%
class Right(IntFlag):
    READ = auto()
    WRITE = auto()
    ALL = READ | WRITE


mine = Right.READ
print("RESULT rights", int(mine), Right.ALL in mine)

# %% [markdown]
# ## Another offset

# %%
OFFSET = 20


class Level(Enum):
    LOW = OFFSET + 1
    HIGH = OFFSET + 3


print("RESULT levels", [x.value for x in Level], Level.LOW in counts, int(mine | Right.WRITE))
