# %% [markdown]
# # Half done

# %%
balance = {"a": 10, "b": 0}


def move(amount):
    balance["a"] -= amount
    if amount > 5:
        raise ValueError("limit")
    balance["b"] += amount


move(3)
print("RESULT balance", balance)

# %% [markdown]
# ## Too much

# %%
try:
    move(6)
except ValueError as error:
    failure = error
print("RESULT failure", failure, balance)

# %% [markdown]
# ## Sum

# %%
total = sum(balance.values())
print("RESULT total", total)

# %% [markdown]
# ## Repair

# %%
if failure.args == ("limit",):
    balance["a"] += 6
for amount in (1, 9, 1):
    try:
        move(amount)
    except ValueError:
        continue
    balance["b"] += 100
print("RESULT balance", balance, total)
