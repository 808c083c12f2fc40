# %% [markdown]
# # Mean of two kinds

# %%
from statistics import mean

marks = [2, 3, 3, 4]
first = mean(marks)
print("RESULT mean", first, type(first).__name__)

# %% [markdown]
# ## Logarithms

# %%
from math import log

growth = [1, 10, 100]
natural = [round(log(g), 3) for g in growth]
print("RESULT log", natural)

# %% [markdown]
# ## With arrays

# %%
from numpy import log10 as log
from numpy import mean

decades = [float(log(g)) for g in growth]
second = mean([marks, marks[::-1]], axis=0)
print("RESULT decades", decades)
print("RESULT mean", second.tolist())

# %% [markdown]
# ## Back

# %%
from math import log

print("RESULT log", round(log(10), 3), sum(decades))
