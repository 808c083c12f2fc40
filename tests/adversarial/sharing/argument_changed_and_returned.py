# %% [markdown]
# # Clean the readings

# %%
def clean(readings, log):
    """Remove negative readings, in place."""
    for index in range(len(readings) - 1, -1, -1):
        if readings[index] < 0:
            log.append(readings.pop(index))
    return readings


readings = [4, -1, 7, -3, 2]
log = []
cleaned = clean(readings, log)
print("RESULT cleaned", cleaned, len(readings))

# %% [markdown]
# ## Statistics

# %%
mean = sum(cleaned) / len(cleaned)
above = [r for r in cleaned if r > mean]
print("above the mean", above)

# %% [markdown]
# ## A late reading

# %%
readings.append(-9)
readings.append(6)
print("RESULT before", cleaned)
again = clean(cleaned, log)

# %% [markdown]
# ## Report

# %%
print("RESULT after", readings, again is readings)
print("RESULT log", log, round(mean, 3))
