# %% [markdown]
# # Scaled functions

# %%
FACTOR = 10


def scaled(by):
    def wrap(function):
        def wrapper(v):
            return function(v) * by

        return wrapper

    return wrap


@scaled(FACTOR)
def area(side):
    return side**2


print("RESULT area", area(2))

# %% [markdown]
# ## Sides

# %%
sides = [1, 2, 3]
perimeters = [4 * s for s in sides]
print("perimeters", perimeters)

# %% [markdown]
# ## Another factor

# %%
FACTOR = 1000
print("RESULT unchanged", [area(s) for s in sides])


@scaled(FACTOR)
def volume(side):
    return side**3 + FACTOR


FACTOR = 0
print("RESULT volume", volume(2), sum(perimeters))
