# %% [markdown]
# # A model, cell by cell

# %%
import numpy as np


class Model:
    def __init__(self, rate):
        self.rate = rate
        self.weights = np.zeros(2)

    def step(self, x, y):
        raise NotImplementedError

# %% [markdown]
# ## Prediction

# %%
class Model(Model):
    def predict(self, x):
        return x @ self.weights


x = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
y = np.array([1.0, 3.0, 5.0])
early = Model(0.5)
print("RESULT predict", early.predict(x).tolist(), hasattr(early, "fit"))

# %% [markdown]
# ## Training

# %%
def step(self, x, y):
    gradient = x.T @ (self.predict(x) - y) / len(y)
    self.weights -= self.rate * gradient
    return gradient


Model.step = step


class Model(Model):
    def fit(self, x, y, times):
        for _ in range(times):
            self.step(x, y)
        return self


model = Model(0.5).fit(x, y, 200)
print("RESULT weights", model.weights.round(3).tolist())
early.step(x, y)
print("RESULT early", early.weights.round(3).tolist(), isinstance(early, Model), isinstance(model, type(early)))
