# %% [markdown]
# # Features by name

# %%
features = {}


def feature(name, needs=()):
    def wrap(function):
        features[name] = (function, tuple(needs), len(features))
        return function

    return wrap


@feature("size")
def size(row):
    return len(row)


print("RESULT features", list(features))

# %% [markdown]
# ## Rows

# %%
rows = ["abc", "de", "f"]
lengths = [features["size"][0](row) for row in rows]
print("RESULT lengths", lengths)

# %% [markdown]
# ## Summary

# %%
mean = sum(lengths) / len(lengths)
print("mean", mean)

# %% [markdown]
# ## One more feature

# %%
@feature("vowels", needs=features)
def vowels(row):
    return sum(c in "aeiou" for c in row)


print("RESULT needs", features["vowels"][1:], [f[0](rows[0]) for f in features.values()])
