# %% [markdown]
# # Logging

# %%
import logging

records = []


class Keep(logging.Handler):
    def emit(self, record):
        records.append(f"{record.name} {record.levelname} {record.getMessage()}")


root = logging.getLogger()
root.addHandler(Keep())
root.setLevel(logging.INFO)
log = logging.getLogger("prices")
log.info("begin %d", 1)
print("RESULT records", records)

# %% [markdown]
# ## Work

# %%
prices = [1.5, 2.5]
print("prices", prices)
log.warning("only %s prices", len(prices))
log.debug("not kept")

# %% [markdown]
# ## Mean

# %%
mean = sum(prices) / len(prices)
print("mean", mean)

# %% [markdown]
# ## Report

# %%
log.setLevel(logging.ERROR)
log.info("dropped")
print("RESULT records", len(records), records[-1])
print("RESULT level", log.getEffectiveLevel(), root.level)
