# %% [markdown]
# # Fast or exact

# %%
EXACT = True
try:
    import a_module_that_nobody_has as fast_json
except ImportError:
    import json as fast_json

if EXACT:
    from math import fsum as total
else:
    total = sum
numbers = [0.1] * 10
print("RESULT total", total(numbers), fast_json.dumps([1]))

# %% [markdown]
# ## By size

# %%
for size in (1, 2):
    def scale(v, size=size):
        return v * size

    print("RESULT scale", scale(10))

# %% [markdown]
# ## Compare

# %%
ratios = [round(n / total(numbers), 2) for n in numbers[:2]]
print("ratios", ratios)

# %% [markdown]
# ## Not exact

# %%
EXACT = False
if EXACT:
    def describe():
        return "exact"
else:
    def describe():
        return f"fast with {size}"

    total = sum
print("RESULT now", total(numbers), describe())
