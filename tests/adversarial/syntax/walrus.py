# %% [markdown]
# # Assign in expressions

# %%
lines = ["a=1", "bad", "b=22", "end"]
pairs = [(k, v) for line in lines if len(parts := line.split("=")) == 2 for k, v in [parts]]
print("RESULT pairs", pairs, parts)

# %% [markdown]
# ## While

# %%
numbers = iter([3, 5, 0, 7])
total = 0
while (n := next(numbers)) != 0:
    total += n
print("RESULT total", total, n)

# %% [markdown]
# ## Ratio

# %%
ratio = total / len(pairs)
print("ratio", ratio)

# %% [markdown]
# ## Any

# %%
if any((hit := v) > 4 for v in (1, 5, 9)):
    print("RESULT hit", hit)
print("RESULT squares", [last := v**2 for v in range(3)], last)
values = [y := 4, y**2, (z := y + 1)]
print("RESULT values", values, y, z, f"{(w := z * 2)}", w, ratio)
