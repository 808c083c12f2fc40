# %% [markdown]
# # Split by the global state

# %%
import numpy as np
from sklearn.model_selection import ShuffleSplit, train_test_split

np.random.seed(3)
x = np.arange(20)
train, test = train_test_split(x, test_size=0.25)
print("RESULT test", test.tolist())

# %% [markdown]
# ## Mean

# %%
mean = train.mean().round(2)
print("RESULT mean", mean)

# %% [markdown]
# ## Split again

# %%
train2, test2 = train_test_split(x, test_size=0.25)
fixed, _ = train_test_split(x, test_size=0.25, random_state=0)
print("RESULT test", test2.tolist(), fixed[:3].tolist())

# %% [markdown]
# ## Several times

# %%
firsts = [int(t[0]) for _, t in ShuffleSplit(3, test_size=2).split(x)]
print("RESULT firsts", firsts, np.random.randint(0, 100))
