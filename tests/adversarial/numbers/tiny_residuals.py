# %% [markdown]
# # Residuals near zero

# %%
import numpy as np

SHIFT = 1e-12


def residuals(values, shift=SHIFT):
    return [v * shift for v in values]


small = residuals([1, 2, 3])
print("RESULT small", small)

# %% [markdown]
# ## Norm

# %%
norm = float(np.sqrt(sum(r * r for r in small)))
print("RESULT norm", norm)

# %% [markdown]
# ## Even smaller

# %%
SHIFT = 3e-14
same = residuals([1, 2, 3])
print("RESULT same", same == small)

# %% [markdown]
# ## Again

# %%
def residuals(values, shift=SHIFT):
    return [v * shift for v in values]


smaller = residuals([1, 2, 3])
ratio = small[0] / smaller[0]
print("RESULT smaller", smaller, round(ratio, 3), norm > sum(smaller))
