# %% [markdown]
# # Several files and loops

# %%
class Res:
    log = []

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.log.append(f"+{self.name}")
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(f"-{self.name} {kind.__name__ if kind else ''}".strip())
        return kind is KeyError


with Res("a") as a, Res("b") as b:
    print("RESULT inside", Res.log, a.name + b.name)
print("RESULT after", Res.log)

# %% [markdown]
# ## Suppressed

# %%
with (Res("c"), Res("d")):
    value = {}["x"]
    value = "never"
print("RESULT log", Res.log[4:], "value" in globals())

# %% [markdown]
# ## For and else

# %%
for n in range(2, 9):
    for d in range(2, n):
        if n % d == 0:
            break
    else:
        if n > 5:
            found = n
            break
print("RESULT found", found, n, d)

# %% [markdown]
# ## While

# %%
while n > 0:
    n -= 3
    if n == 1:
        continue
    with Res(n):
        pass
else:
    print("RESULT end", n, Res.log[-1])
