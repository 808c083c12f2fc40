# %% [markdown]
# # Scaled columns

# %%
import pandas as pd
import sklearn
from sklearn.preprocessing import StandardScaler

table = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [0.0, 1.0, 5.0]})
scaled = StandardScaler().fit_transform(table)
print("RESULT type", type(scaled).__name__)

# %% [markdown]
# ## Spread

# %%
spread = table.max() - table.min()
print("RESULT spread", spread.tolist())

# %% [markdown]
# ## As frames from here on

# %%
sklearn.set_config(transform_output="pandas")
framed = StandardScaler().fit_transform(table)
print("RESULT type", type(framed).__name__, list(getattr(framed, "columns", [])))

# %% [markdown]
# ## Representation

# %%
print("RESULT", StandardScaler(with_mean=True))
sklearn.set_config(print_changed_only=False)
print("RESULT", " ".join(repr(StandardScaler(with_mean=False)).split()))

# %% [markdown]
# ## Back

# %%
sklearn.set_config(transform_output="default", print_changed_only=True)
print("RESULT type", type(StandardScaler().fit_transform(table)).__name__, sklearn.get_config()["transform_output"])
