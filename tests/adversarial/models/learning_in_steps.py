# %% [markdown]
# # Learn in batches

# %%
import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPRegressor

rng = np.random.default_rng(0)
x = rng.normal(size=(60, 2))
y = (x[:, 0] > x[:, 1]).astype(int)
model = SGDClassifier(random_state=0)
for start in range(0, 40, 20):
    model.partial_fit(x[start : start + 20], y[start : start + 20], classes=[0, 1])
print("RESULT coefficients", model.coef_.round(3).tolist(), model.t_)

# %% [markdown]
# ## Accuracy

# %%
accuracy = model.score(x[40:], y[40:])
print("RESULT accuracy", accuracy)

# %% [markdown]
# ## The last batch

# %%
model.partial_fit(x[40:], y[40:])
print("RESULT coefficients", model.coef_.round(3).tolist(), model.t_)

# %% [markdown]
# ## Warm start

# %%
import warnings

warnings.simplefilter("ignore")
network = MLPRegressor(hidden_layer_sizes=(3,), max_iter=2, warm_start=True, random_state=1, solver="sgd")
losses = []
for _ in range(3):
    network.fit(x, y)
    losses.append(round(network.loss_, 5))
print("RESULT losses", losses, accuracy)
