# %% [markdown]
# # One scaler for several tables

# %%
import numpy as np
from sklearn.preprocessing import StandardScaler

train = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 60.0]])
test = np.array([[2.0, 30.0]])
scaler = StandardScaler()
train_scaled = scaler.fit_transform(train)
print("RESULT train", train_scaled.round(2).tolist())

# %% [markdown]
# ## Means

# %%
means = train_scaled.mean(axis=0).round(6) + 0.0
print("RESULT means", means.tolist())

# %% [markdown]
# ## Test

# %%
test_scaled = scaler.transform(test)
print("RESULT test", test_scaled.round(3).tolist())

# %% [markdown]
# ## The target

# %%
target = np.array([[5.0, 1.0], [7.0, 1.0], [9.0, 4.0]])
target_scaled = scaler.fit_transform(target)
again = scaler.transform(test)
print("RESULT again", again.round(3).tolist(), scaler.mean_.tolist())

# %% [markdown]
# ## Back

# %%
restored = scaler.inverse_transform(train_scaled)
print("RESULT restored", restored.round(2).tolist(), test_scaled.round(1).tolist())
