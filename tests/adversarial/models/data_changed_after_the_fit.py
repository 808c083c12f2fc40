# %% [markdown]
# # The data change after the fit

# %%
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import FunctionTransformer

x = np.array([[0.0], [1.0], [5.0], [6.0]])
y = np.array([0, 0, 1, 1])
near = KNeighborsClassifier(1).fit(x, y)
shift = 1.0
move = FunctionTransformer(lambda v: v + shift)
print("RESULT near", near.predict([[2.0], [4.0]]).tolist(), move.transform(x)[0, 0])

# %% [markdown]
# ## Distances

# %%
distances = near.kneighbors([[2.0]], 2)[0].round(2)
print("RESULT distances", distances.tolist())

# %% [markdown]
# ## In place

# %%
x += 3
y[0] = 1
shift = -10.0
print("RESULT near", near.predict([[2.0], [6.0]]).tolist(), move.transform(x)[0, 0])

# %% [markdown]
# ## Fit on the new data

# %%
line = LinearRegression().fit(x, y)
residuals = y - line.predict(x)
near.fit(x, y)
print("RESULT line", line.coef_.round(4).tolist(), abs(residuals.sum()) < 1e-9)
print("RESULT near", near.predict([[3.0], [6.0]]).tolist(), distances.sum())
