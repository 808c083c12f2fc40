# %% [markdown]
# # Linear regression by gradient descent

# %%
import numpy as np

np.random.seed(0)
x = np.random.rand(50, 1) * 4
y = 2 + 3 * x + np.random.randn(50, 1) * 0.2
print("RESULT data", x.shape, round(float(y.mean()), 3))

# %% [markdown]
# ## Helpers

# %%
def predict(x, w, b):
    return x @ w + b


def loss(x, y, w, b):
    return float(((predict(x, w, b) - y) ** 2).mean())

# %% [markdown]
# ## Training

# %%
w = np.zeros((1, 1))
b = 0.0
learning_rate = 0.1
epochs = 200
history = []
for epoch in range(epochs):
    error = predict(x, w, b) - y
    w -= learning_rate * x.T @ error / len(x)
    b -= learning_rate * float(error.mean())
    history.append(loss(x, y, w, b))
print("RESULT weights", w.round(2).tolist(), round(b, 2))

# %% [markdown]
# ## Loss

# %%
improvement = history[0] / history[-1]
print("RESULT loss", round(history[-1], 4), "improved", improvement > 10)

# %% [markdown]
# ## Exact

# %%
A = np.hstack([x, np.ones_like(x)])
exact = np.linalg.lstsq(A, y, rcond=None)[0]
print("RESULT exact", exact.ravel().round(2).tolist())
