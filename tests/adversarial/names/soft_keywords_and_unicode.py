# %% [markdown]
# # Names in other languages

# %%
größe = 3
π = 3.14
match = {"case": größe}
type = "circle"
print("RESULT names", größe, π, match, type)

# %% [markdown]
# ## Case

# %%
case = [match["case"], π]
area = π * größe**2
print("RESULT area", area)

# %% [markdown]
# ## Match

# %%
match case:
    case [n, float(x)]:
        found = n
    case _:
        found = None
print("RESULT found", found, x, case)

# %% [markdown]
# ## Similar names

# %%
value, Value, VALUE = 1, 2, 3
value_, _value = 4, 5
def größe_von(match):
    return match["case"] + value


VALUE += 10
print("RESULT values", value, Value, VALUE, value_, _value)
print("RESULT function", größe_von(match), größe_von({"case": VALUE}))
