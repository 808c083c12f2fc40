# %% [markdown]
# # Tables as text

# %%
from pprint import pformat, pprint

import pandas as pd

table = pd.DataFrame({"town": ["Ulm", "Bonn"], "people": [126000, 331885], "area": [118.69, 141.06]})
print(table.to_string(index=False).replace("\n", "\nRESULT "))
print("RESULT shape", table.shape)

# %% [markdown]
# ## Density

# %%
table["density"] = table["people"] / table["area"]
print("RESULT\n%s" % table.round(1))
for line in str(table.describe().loc[["mean", "max"]]).splitlines():
    print("RESULT", line)

# %% [markdown]
# ## Nested

# %%
nested = {"RESULT": list(range(3)), "a": {"b": [1.5, None]}}
pprint(nested, width=20)
print("RESULT", pformat(nested, width=200))

# %% [markdown]
# ## A series

# %%
density = table.set_index("town")["density"]
print("RESULT", density.idxmax(), density.max())
print("RESULT " + density.to_csv(header=False).replace("\n", " / "))
