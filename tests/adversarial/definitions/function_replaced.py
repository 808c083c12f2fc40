# %% [markdown]
# # Cleaning steps

# %%
def clean(text):
    return text.strip()


def shout(text):
    return clean(text).upper() + "!"


steps = [clean, shout]
texts = ["  one ", "two,"]
print("RESULT first", [step(t) for step in steps for t in texts])

# %% [markdown]
# ## Lengths

# %%
lengths = [len(clean(t)) for t in texts]
print("lengths", lengths)

# %% [markdown]
# ## A better cleaning

# %%
def clean(text):
    return text.strip().rstrip(",").title()


print("RESULT direct", [clean(t) for t in texts])
print("RESULT steps", [step(t) for step in steps for t in texts])

# %% [markdown]
# ## Use the new one everywhere

# %%
steps[0] = clean
print("RESULT all", [step(t) for step in steps for t in texts], sum(lengths))
