# %% [markdown]
# # Encode and decode

# %%
import pandas as pd
from sklearn.preprocessing import LabelEncoder, OneHotEncoder

table = pd.DataFrame({"town": ["ulm", "bonn", "ulm"], "kind": ["b", "a", "c"]})
encoder = LabelEncoder()
for column in table.columns:
    table[column + "_code"] = encoder.fit_transform(table[column])
print("RESULT codes", table["town_code"].tolist(), table["kind_code"].tolist())

# %% [markdown]
# ## What the encoder knows

# %%
known = list(encoder.classes_)
print("RESULT known", known)

# %% [markdown]
# ## Mean of the target

# %%
table["price"] = [3.0, 1.0, 5.0]
means = table.groupby("town")["price"].mean()
table["town_mean"] = table["town"].map(means)
table.loc[0, "price"] = 100.0
print("RESULT means", table["town_mean"].tolist())

# %% [markdown]
# ## New rows

# %%
new = pd.DataFrame({"town": ["kiel", "ulm"], "kind": ["a", "c"]})
hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(table[["town"]])
print("RESULT hot", hot.transform(new[["town"]]).tolist())
try:
    encoder.transform(["ulm"])
except ValueError:
    print("RESULT unknown", encoder.transform(new["kind"]).tolist())
print("RESULT decoded", encoder.inverse_transform([2]).tolist(), means.to_dict())
