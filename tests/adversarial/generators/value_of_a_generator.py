# %% [markdown]
# # Generators that return

# %%
def part(n):
    for k in range(n):
        yield k
    return n * 100


def whole():
    first = yield from part(2)
    second = yield from part(1)
    yield first + second
    return "done"


values = list(whole())
print("RESULT values", values)

# %% [markdown]
# ## By hand

# %%
steps = whole()
first_steps = [next(steps) for _ in range(4)]
try:
    next(steps)
except StopIteration as stop:
    print("RESULT value", stop.value, sum(first_steps))

# %% [markdown]
# ## Differences

# %%
gaps = [b - a for a, b in zip(values, values[1:])]
print("gaps", gaps)

# %% [markdown]
# ## With an error

# %%
def careful():
    try:
        yield 1
        yield 2
    except ValueError as error:
        yield f"caught {error}"


trial = careful()
next(trial)
print("RESULT thrown", trial.throw(ValueError("x")), list(trial), len(gaps))
