# %% [markdown]
# # Import late

# %%
import sys

loaded = "colours" in sys.modules


def paint(name):
    import colours

    colours.USED.append(name)
    return colours.code(name)


print("RESULT loaded", loaded, "colours" in sys.modules)

# %% [markdown]
# ## Use

# %%
codes = [paint(n) for n in ("red", "blue")]
print("RESULT codes", codes, "colours" in sys.modules)

# %% [markdown]
# ## Lengths

# %%
lengths = [len(c) for c in codes]
print("lengths", lengths)

# %% [markdown]
# ## As a module

# %%
try:
    import colours as palette
except ImportError:
    palette = None
print("RESULT used", palette.USED, sum(lengths))
if len(palette.USED) > 1:
    from colours import code

    print("RESULT code", code("green"), palette.USED)
