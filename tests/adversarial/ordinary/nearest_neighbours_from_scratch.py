# %% [markdown]
# # Nearest neighbours

# %%
import numpy as np
from collections import Counter

points = np.array([[1, 1], [1, 2], [2, 1], [6, 6], [7, 6], [6, 7]])
labels = np.array(["low", "low", "low", "high", "high", "high"])
print("RESULT points", len(points))

# %% [markdown]
# ## Distance

# %%
def distance(a, b):
    """Return the Euclidean distance."""
    return np.sqrt(((a - b) ** 2).sum())


def classify(point, k=3):
    """Return the most common label among the nearest points."""
    distances = [distance(point, other) for other in points]
    nearest = np.argsort(distances)[:k]
    return Counter(labels[nearest]).most_common(1)[0][0]

# %% [markdown]
# ## Classify

# %%
new_points = [np.array([2, 2]), np.array([5, 6])]
predicted = [str(classify(p)) for p in new_points]
print("RESULT predicted", predicted)

# %% [markdown]
# ## Leave one out

# %%
correct = 0
for i in range(len(points)):
    rest = np.delete(np.arange(len(points)), i)
    distances = np.linalg.norm(points[rest] - points[i], axis=1)
    correct += labels[rest][distances.argmin()] == labels[i]
print("RESULT leave one out", correct / len(points))
