# %% [markdown]
# # A table on disk

# %%
import pandas as pd

table = pd.DataFrame({"day": ["2024-01-01", "2024-01-02"], "sold": [3, 5]})
table.to_csv("sold.csv", index=False)
print("RESULT sold", table["sold"].sum())

# %% [markdown]
# ## Read it back

# %%
again = pd.read_csv("sold.csv", parse_dates=["day"])
again["weekday"] = again["day"].dt.day_name()
print("RESULT days", again["weekday"].tolist(), again.dtypes["sold"].name)

# %% [markdown]
# ## A new day

# %%
new = pd.DataFrame({"day": ["2024-01-03"], "sold": [8]})
new.to_csv("sold.csv", mode="a", header=False, index=False)
mean = again["sold"].mean()
print("RESULT mean", mean)

# %% [markdown]
# ## Again

# %%
def read():
    return pd.read_csv("sold.csv")


final = read()
final["share"] = final["sold"] / final["sold"].sum()
final.to_csv("sold.csv", index=False)
print("RESULT rows", len(final), len(again), list(read().columns))
