# %% [markdown]
# # Quiet from the middle on

# %%
import warnings

loud = []
warnings.showwarning = lambda message, *rest, **more: loud.append(str(message))
warnings.simplefilter("always")


def check(value):
    if value > 2:
        warnings.warn(f"{value} is large")
    return value


first = [check(v) for v in (1, 3)]
print("RESULT loud", loud)

# %% [markdown]
# ## Mean

# %%
mean = sum(first) / len(first)
print("RESULT mean", mean)

# %% [markdown]
# ## Quiet

# %%
warnings.filterwarnings("ignore")
second = [check(v) for v in (5, 7)]
print("RESULT loud", loud)

# %% [markdown]
# ## Loud again

# %%
warnings.simplefilter("always")
third = check(sum(second))
print("RESULT loud", loud, third)
