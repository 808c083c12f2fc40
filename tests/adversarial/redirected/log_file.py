# %% [markdown]
# # A log of the run

# %%
import logging

logging.basicConfig(filename="run.txt", level=logging.INFO, format="%(levelname)s:%(message)s", force=True)
logging.info("start")
print("RESULT start")

# %% [markdown]
# ## Compute

# %%
values = [5, 7, 9]
for v in values:
    if v > 6:
        logging.info("large %s", v)
print("RESULT sum", sum(values))

# %% [markdown]
# ## Spread

# %%
spread = max(values) - min(values)
print("spread", spread)
logging.warning("spread %s", spread)

# %% [markdown]
# ## Read the log

# %%
for handler in logging.getLogger().handlers:
    handler.flush()
lines = open("run.txt").read().splitlines()
print("RESULT lines", len(lines), lines)
