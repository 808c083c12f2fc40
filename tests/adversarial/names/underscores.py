# %% [markdown]
# # Names with underscores

# %%
_hidden = 3
__private = [1]
for _ in range(4):
    pass
print("RESULT loop", _, _hidden)

# %% [markdown]
# ## Unpack

# %%
first, _, third = "a", "b", "c"
head, *_ = [1, 2, 3]
print("RESULT unpack", first, third, _)

# %% [markdown]
# ## Shadowed by a translation

# %%
_ = {"yes": "ja"}.get
text = _("yes")
print("RESULT text", text, _("no"))

# %% [markdown]
# ## A function

# %%
def _step(v, __by=2):
    return v * __by + _hidden


_hidden = 10
print("RESULT step", _step(1), __private)
class Box:
    __inside = 1

    def get(self):
        return self.__inside + len(__name__) * 0


print("RESULT box", Box().get(), hasattr(Box, "_Box__inside"))
