# %% [markdown]
# # Order of events

# %%
events = []


def divide(a, b):
    try:
        events.append("try")
        return a / b
    except ZeroDivisionError:
        events.append("except")
        return None
    else:
        events.append("never")
    finally:
        events.append("finally")


print("RESULT divide", divide(1, 2), divide(1, 0), events)

# %% [markdown]
# ## Ratios

# %%
ratios = [divide(a, 2) for a in (1, 2, 3)]
print("RESULT ratios", ratios, len(events))

# %% [markdown]
# ## At top level

# %%
try:
    value = ratios[5]
except IndexError as problem:
    value = str(problem)
    events.append("top")
else:
    events.append("fine")
finally:
    events.append("end")
print("RESULT value", value, events[-2:], "problem" in globals())

# %% [markdown]
# ## Nested

# %%
try:
    try:
        ratios[0] / 0
    finally:
        events.append("inner")
except ZeroDivisionError:
    print("RESULT events", events[-1], len(events))
