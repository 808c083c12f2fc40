# %% [markdown]
# # One model, two fits

# %%
import numpy as np
from sklearn.linear_model import LinearRegression

x = np.arange(10.0).reshape(-1, 1)
y = 3 * x[:, 0] + 1
model = LinearRegression()
model.fit(x[:5], y[:5])
first = model.predict([[20.0]])
print("RESULT first", first.round(3).tolist())

# %% [markdown]
# ## Squares

# %%
squares = x**2
best = model
print("RESULT score", round(best.score(x, y), 3))

# %% [markdown]
# ## Fit again

# %%
model.fit(squares, y)
print("RESULT coefficients", model.coef_.round(3).tolist(), best is model)

# %% [markdown]
# ## Predict

# %%
second = best.predict([[20.0]])
print("RESULT second", second.round(3).tolist(), first.round(1).tolist())
models = [LinearRegression().fit(x, y), model]
print("RESULT both", [m.predict([[1.0]]).round(2).tolist() for m in models])
