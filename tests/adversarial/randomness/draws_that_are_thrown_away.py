# %% [markdown]
# # Look at random rows

# %%
import numpy as np
import pandas as pd

np.random.seed(5)
table = pd.DataFrame({"v": np.arange(20)})
table.sample(3)
first = np.random.randint(0, 1000)
print("RESULT first", first)

# %% [markdown]
# ## Look again

# %%
table["w"] = table["v"] ** 2
table.sample(2)

# %% [markdown]
# ## Warm up

# %%
np.random.rand(10)
_ = np.random.rand(5)
second = np.random.randint(0, 1000)
print("RESULT second", second)

# %% [markdown]
# ## Mean

# %%
mean = table["w"].mean()
print("mean", mean)

# %% [markdown]
# ## Shuffle

# %%
shuffled = table.sample(frac=1)
np.random.permutation(3)
third = np.random.randint(0, 1000)
print("RESULT third", third, shuffled.index[0])
