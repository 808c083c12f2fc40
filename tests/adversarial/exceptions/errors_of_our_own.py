# %% [markdown]
# # Errors with causes

# %%
class DataError(Exception):
    raised = 0

    def __init__(self, column, *args):
        super().__init__(column, *args)
        self.column = column
        DataError.raised += 1


def parse(row):
    try:
        return int(row["v"])
    except KeyError as missing:
        raise DataError("v", "missing") from missing
    except ValueError:
        raise DataError("v", row["v"]) from None


rows = [{"v": "1"}, {}, {"v": "x"}, {"v": "4"}]
parsed, errors = [], []
for row in rows:
    try:
        parsed.append(parse(row))
    except DataError as error:
        errors.append((error.args, type(error.__cause__).__name__))
print("RESULT parsed", parsed, errors)

# %% [markdown]
# ## Mean

# %%
mean = sum(parsed) / len(parsed)
print("RESULT mean", mean)

# %% [markdown]
# ## Groups

# %%
class MissingError(DataError):
    pass


try:
    raise MissingError("w")
except (KeyError, DataError) as error:
    print("RESULT caught", type(error).__name__, error.column, DataError.raised)
print("RESULT context", isinstance(MissingError("z"), DataError), MissingError.raised, mean)
