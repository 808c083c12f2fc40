# %% [markdown]
# # Display of numbers

# %%
import pandas as pd

table = pd.DataFrame({"x": [1.23456789, 2.0], "name": ["a" * 60, "b"]})
print("RESULT", repr(table["x"].iloc[:1]).split("\n")[0])
print("RESULT width", len(str(table).split("\n")[0]))

# %% [markdown]
# ## Two digits from here on

# %%
pd.set_option("display.precision", 2)
print("RESULT", str(table["x"]).split("\n")[0])

# %% [markdown]
# ## Compute

# %%
table["y"] = table["x"] ** 3
mean = table["y"].mean()
print("RESULT mean", mean)

# %% [markdown]
# ## Wide

# %%
pd.options.display.max_colwidth = 10
print("RESULT", str(table).split("\n")[1])
with pd.option_context("display.precision", 5):
    print("RESULT", str(table["y"]).split("\n")[0])

# %% [markdown]
# ## Reset

# %%
pd.reset_option("display.precision")
print("RESULT", str(table["y"]).split("\n")[0], pd.get_option("display.max_colwidth"))
