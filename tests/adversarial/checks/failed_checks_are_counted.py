# %% [markdown]
# # Check a table

# %%
import pandas as pd

table = pd.DataFrame({"age": [20, 31, 150], "name": ["a", "b", "c"]})


def validate(frame, limit):
    assert not frame.empty, "no rows"
    if frame["age"].max() > limit:
        raise ValueError(f"age above {limit}")


failed = []
for limit in (200, 120):
    try:
        validate(table, limit)
    except ValueError as error:
        failed.append(str(error))
print("RESULT failed", failed)

# %% [markdown]
# ## Correct

# %%
table.loc[table["age"] > 120, "age"] = 120
validate(table, 120)
mean = table["age"].mean()
print("RESULT mean", mean)

# %% [markdown]
# ## Check again

# %%
assert table["age"].between(0, 120).all()
validate(table, 130)
try:
    validate(table.iloc[:0], 120)
except AssertionError as error:
    failed.append(error.args[0])
print("RESULT failed", failed)
