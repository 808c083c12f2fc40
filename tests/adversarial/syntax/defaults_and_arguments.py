# %% [markdown]
# # Arguments

# %%
def call(a, /, b=2, *more, key="k", **rest):
    return a, b, more, key, rest


first = call(1)
print("RESULT first", first)
print("RESULT all", call(1, 2, 3, *[4], key=5, **{"a": 6}))

# %% [markdown]
# ## Evaluated in order

# %%
order = []


def note(x):
    order.append(x)
    return x


call(note(1), *[note(2)], key=note(3), z=note(4))
print("RESULT order", order)

# %% [markdown]
# ## Count

# %%
count = len(order)
note("a") or note("b")
note(0) and note("never")
print("RESULT order", order[count:])

# %% [markdown]
# ## Late defaults

# %%
factor = 2
scale = lambda v, by=factor: v * by + factor
factor = 3
print("RESULT scale", scale(10), scale(10, 1))
{note("k1"): note("v1"), **{note("k2"): 0}}
print("RESULT end", order[-3:], call(*"xy")[1])
