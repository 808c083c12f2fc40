# %% [markdown]
# # Formats with all names

# %%
name, points = "ann", 3
print("RESULT {name} has {points}".format(**globals()))
print("RESULT %(name)s" % locals())

# %% [markdown]
# ## In a function

# %%
def line(points, bonus=1):
    total = points + bonus
    return "{points}+{bonus}={total}".format(**locals())


print("RESULT line", line(points))

# %% [markdown]
# ## Squares

# %%
squares = [k**2 for k in range(points)]
print("squares", squares)

# %% [markdown]
# ## Templates

# %%
from string import Template

points += 5
text = Template("$name: $points").substitute(vars())
print("RESULT template", text, sum(squares))


def describe(**options):
    width = 2
    return sorted({**locals(), **options})


print("RESULT describe", describe(a=1))
