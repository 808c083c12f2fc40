# %% [markdown]
# # Replace a part of the helper

# %%
import model
from model import predict

print("RESULT predict", predict(3), model.predict(3))

# %% [markdown]
# ## Another kernel

# %%
def kernel(v):
    return v * 100


original = model.kernel
model.kernel = kernel
print("RESULT patched", predict(3), model.predict(1))

# %% [markdown]
# ## Values

# %%
values = [predict(v) for v in range(3)]
print("values", values)

# %% [markdown]
# ## Patch what was imported

# %%
model.predict = lambda v: -v
print("RESULT both", predict(1), model.predict(1))
from model import predict

print("RESULT imported again", predict(2))
model.kernel = original
print("RESULT end", model.fit([1, 2]), sum(values))
