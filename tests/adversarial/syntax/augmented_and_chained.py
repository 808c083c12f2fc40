# %% [markdown]
# # Shared by assignment

# %%
a = b = [1]
a += [2]
print("RESULT shared", b)
a = a + [3]
print("RESULT apart", a, b)

# %% [markdown]
# ## Tuples

# %%
pair = (b, 5)
first, *rest = [*a, *b]
x, y = y0, x0 = 1, 2
print("RESULT tuple", pair, first, rest, x, y0, x0)

# %% [markdown]
# ## Sum

# %%
total = sum(rest)
print("total", total)

# %% [markdown]
# ## Swap

# %%
x, y = y, x
a[0], a[-1] = a[-1], a[0]
i = 0
i, a[i] = 1, 9
print("RESULT swap", x, y, a, i)

# %% [markdown]
# ## Index and slice

# %%
b[len(b) :] = [7, 8]
b[::2] = [0] * len(b[::2])
table = {}
table["k"] = k = table.setdefault("list", [])
k.append(total)
print("RESULT end", b, pair[0], table, 1 < total > x != y)
