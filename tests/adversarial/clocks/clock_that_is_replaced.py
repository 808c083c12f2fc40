# %% [markdown]
# # Test with a clock of our own

# %%
import time

real = time.time
ticks = iter(range(0, 1000, 5))
time.time = lambda: next(ticks)

# %% [markdown]
# ## Wait

# %%
def wait(seconds):
    end = time.time() + seconds
    rounds = 0
    while time.time() < end:
        rounds += 1
    return rounds


print("RESULT rounds", wait(20))

# %% [markdown]
# ## Values

# %%
values = [wait(s) for s in (5, 11)]
print("RESULT values", values)

# %% [markdown]
# ## Sum

# %%
total = sum(values)
begin = time.time()
print("RESULT begin", begin)

# %% [markdown]
# ## Later

# %%
elapsed = time.time() - begin
print("RESULT elapsed", elapsed, total)
time.time = real
print("RESULT real", time.time() > 1e9)
