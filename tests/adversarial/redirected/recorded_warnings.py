# %% [markdown]
# # Warnings

# %%
import warnings


def ratio(a, b):
    if b == 0:
        warnings.warn(f"no ratio for {a}", RuntimeWarning)
        return 0.0
    return a / b


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    ratios = [ratio(a, a % 2) for a in range(4)]
print("RESULT caught", [str(w.message) for w in caught])

# %% [markdown]
# ## Mean

# %%
mean = sum(ratios) / len(ratios)
print("RESULT mean", mean)

# %% [markdown]
# ## Only once

# %%
with warnings.catch_warnings(record=True) as once:
    warnings.simplefilter("once")
    for _ in range(3):
        ratio(8, 0)
print("RESULT once", len(once), once[0].category.__name__)

# %% [markdown]
# ## As errors

# %%
warnings.filterwarnings("error", category=RuntimeWarning)
try:
    ratio(5, 0)
except RuntimeWarning as error:
    print("RESULT error", error)
warnings.resetwarnings()
