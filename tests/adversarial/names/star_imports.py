# %% [markdown]
# # Everything from math

# %%
from math import *

radius = 2
area = pi * pow(radius, 2)
print("RESULT area", round(area, 3), type(pow(2, 2)).__name__)

# %% [markdown]
# ## Angles

# %%
angles = [sin(k * pi / 2) for k in range(3)]
print("RESULT angles", [round(a, 3) for a in angles])

# %% [markdown]
# ## Everything from numpy

# %%
from numpy import *

roots = sqrt([1, 4])
print("RESULT roots", roots.tolist(), type(pow(2, 2)).__name__ != "float")

# %% [markdown]
# ## Sum

# %%
total = sum([[1, 2], [3, 4]], axis=0)
print("RESULT total", total.tolist(), round(e, 2))

# %% [markdown]
# ## And some again

# %%
from math import floor, pow

print("RESULT again", pow(2, 3), floor(2.7), max([1, 5]), any([0, 1]))
