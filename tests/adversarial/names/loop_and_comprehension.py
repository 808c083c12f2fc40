# %% [markdown]
# # Loop variables

# %%
rows = [("a", 1), ("b", 2)]
for name, value in rows:
    double = value * 2
print("RESULT after", name, value, double)

# %% [markdown]
# ## Comprehensions

# %%
value = 100
squares = [value**2 for value in range(4)]
print("RESULT value", value, squares)

# %% [markdown]
# ## Index

# %%
index = -1
for index, square in enumerate(squares):
    if square > 3:
        break
print("RESULT index", index, square)

# %% [markdown]
# ## Nothing to loop over

# %%
for index in []:
    square = 0
print("RESULT unchanged", index, square)

# %% [markdown]
# ## Functions from a loop

# %%
functions = [lambda x: x + name for name in "pq"]
makers = []
for k in range(3):
    makers.append(lambda: k)
k = 7
print("RESULT functions", [f("x") for f in functions], [m() for m in makers], name)
