# %% [markdown]
# # Passengers: the same preparation for both tables

# %%
import pandas as pd

train = pd.DataFrame({"age": [22, None, 35, 58], "fare": [7.2, 71.3, 8.0, 26.5], "survived": [0, 1, 1, 0]})
test = pd.DataFrame({"age": [None, 40.0], "fare": [9.5, 12.0]})
combine = [train, test]

# %% [markdown]
# ## Missing ages

# %%
for dataset in combine:
    dataset["age"] = dataset["age"].fillna(dataset["age"].median())
print("RESULT missing", train["age"].isna().sum(), test["age"].isna().sum())

# %% [markdown]
# ## Groups

# %%
for dataset in combine:
    dataset["old"] = (dataset["age"] > 30).astype(int)
    dataset.loc[dataset["fare"] > 50, "fare"] = 50
print("RESULT columns", list(train.columns), list(test.columns))

# %% [markdown]
# ## Rates

# %%
rates = train.groupby("old")["survived"].mean()
print("RESULT rates", rates.to_dict())
print("RESULT fares", train["fare"].sum(), combine[0]["fare"].sum())
