# %% [markdown]
# # What went wrong?

# %%
import sys
import traceback

errors = {}


def check(name, function):
    try:
        function()
    except Exception:
        kind, value, _ = sys.exc_info()
        errors[name] = (kind.__name__, str(value), traceback.format_exc().count("check"))
    return name in errors


print("RESULT failed", check("zero", lambda: 1 / 0), check("fine", lambda: 1))

# %% [markdown]
# ## Types

# %%
kinds = {kind for kind, *_ in errors.values()}
print("RESULT kinds", kinds)

# %% [markdown]
# ## Names that are not there

# %%
check("name", lambda: not_there)
check("key", lambda: errors["nothing"])
print("RESULT errors", {k: v[:2] for k, v in errors.items()})

# %% [markdown]
# ## The error is gone afterwards

# %%
e = "before"
try:
    raise RuntimeError("x")
except RuntimeError as e:
    pass
try:
    e
except NameError as error:
    print("RESULT gone", error.name, sys.exc_info()[0].__name__, len(kinds))
