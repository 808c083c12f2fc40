# %% [markdown]
# # Functions that print

# %%
report = print
nothing = print("RESULT first")
print("RESULT nothing", nothing)

# %% [markdown]
# ## Everywhere

# %%
values = [1, 2, 3]
list(map(print, [f"RESULT map {v}" for v in values]))
[print("RESULT comprehension", v) for v in values if v > 1]
outcome = [print(f"RESULT kept {v}") or v * 10 for v in values]

# %% [markdown]
# ## Passed on

# %%
def each(items, then=print):
    for item in items:
        then("RESULT each", item)
    return len(items)


total = each(outcome)
each(values[:1], then=lambda *a: report(*a, "!"))

# %% [markdown]
# ## Conditions

# %%
print("RESULT large") if total > 2 else print("RESULT small")
total > 5 and print("RESULT never")
(lambda: print("RESULT lambda", total))()
for v in values:
    if v > 5:
        break
else:
    print("RESULT else", sum(values))
