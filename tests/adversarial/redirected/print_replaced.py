# %% [markdown]
# # Count the words that are printed

# %%
import builtins

original = builtins.print
words = []


def counting(*args, **options):
    words.extend(str(a) for a in args)
    original(*args, **options)


print("RESULT not counted")
builtins.print = counting

# %% [markdown]
# ## Work

# %%
values = [1, 4, 9]
print("RESULT values", values)
roots = [v**0.5 for v in values]

# %% [markdown]
# ## Spread

# %%
print("spread", max(roots) - min(roots))

# %% [markdown]
# ## Restore

# %%
builtins.print = original
print("RESULT words", words)
