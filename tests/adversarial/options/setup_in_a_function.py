# %% [markdown]
# # Report

# %%
import calendar
import sys

import pandas as pd


def setup(digits):
    pd.set_option("display.float_format", f"{{:.{digits}f}}".format)
    calendar.setfirstweekday(calendar.SUNDAY if digits > 1 else calendar.MONDAY)
    sys.setrecursionlimit(2000 + digits)


table = pd.DataFrame({"v": [0.5, 0.25]})
print("RESULT", table.to_string().split("\n")[1], calendar.weekheader(2))

# %% [markdown]
# ## Double

# %%
table["w"] = table["v"] * 2
print("RESULT sum", table["w"].sum())

# %% [markdown]
# ## Set up late

# %%
setup(3)
print("RESULT", table.to_string().split("\n")[1], calendar.weekheader(2))

# %% [markdown]
# ## Ratio

# %%
ratio = table["v"] / table["w"]
print("RESULT", str(ratio).split("\n")[0], sys.getrecursionlimit())

# %% [markdown]
# ## Set up again

# %%
setup(1)
print("RESULT", table.to_string().split("\n")[1], calendar.weekheader(2))
pd.reset_option("display.float_format")
