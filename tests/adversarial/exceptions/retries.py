# %% [markdown]
# # Try again

# %%
attempts = []


def unreliable(name):
    attempts.append(name)
    if attempts.count(name) < 3:
        raise ConnectionError(f"{name} {attempts.count(name)}")
    return name.upper()


def retry(function, *args, times=5):
    for number in range(times):
        try:
            return function(*args), number
        except ConnectionError as error:
            last = error
    raise last


print("RESULT a", retry(unreliable, "a"))

# %% [markdown]
# ## Lengths

# %%
length = len(attempts)
print("RESULT attempts", length)

# %% [markdown]
# ## Fewer times

# %%
try:
    retry(unreliable, "b", times=2)
except ConnectionError as error:
    print("RESULT failed", error)
share = length / len(attempts)
print("RESULT share", share)

# %% [markdown]
# ## Again

# %%
print("RESULT b", retry(unreliable, "b"), attempts)
