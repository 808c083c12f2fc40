# %% [markdown]
# # Months from files

# %%
import glob

import pandas as pd

frames = []
for month in (1, 2):
    frame = pd.read_csv(f"month_{month}.csv")
    frame["month"] = month
    frames.append(frame)
year = pd.concat(frames, ignore_index=True)
print("RESULT rows", len(year), year["amount"].sum())

# %% [markdown]
# ## By month

# %%
by_month = year.groupby("month")["amount"].mean()
print("RESULT means", by_month.to_dict())

# %% [markdown]
# ## Write one file each

# %%
for month, mean in by_month.items():
    with open("mean_%02d.txt" % month, "w") as file:
        file.write(str(mean))
print("RESULT files", sorted(glob.glob("mean_*.txt")))

# %% [markdown]
# ## Read them

# %%
base, suffix = "mean_", ".txt"
read = {m: float(open(base + f"{m:02}" + suffix).read()) for m in by_month.index}
print("RESULT read", read, len(glob.glob("month_?.csv")))
