# %% [markdown]
# # Helpers in a folder

# %%
import os
import sys

sys.path.append("lib")
sys.path.insert(0, os.path.join(os.getcwd(), "more"))
from shapes import area
from shapes.solid import volume

print("RESULT area", area(2), volume(2))

# %% [markdown]
# ## Several

# %%
areas = [area(s) for s in range(4)]
print("RESULT areas", areas)

# %% [markdown]
# ## Mean

# %%
mean = sum(areas) / len(areas)
print("mean", mean)

# %% [markdown]
# ## A module of the other folder

# %%
import units

print("RESULT units", units.factor("cm"), mean)
units.FACTORS["cm"] = 1
from shapes import SEEN

print("RESULT changed", units.factor("cm"), len(SEEN))
