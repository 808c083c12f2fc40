# %% [markdown]
# # Nearest neighbours

# %%
from collections import Counter

import numpy as np
import pandas as pd

data = pd.read_csv("points.csv")
print("RESULT points", len(data), data["label"].value_counts().to_dict())

# %% [markdown]
# ## Scale

# %%
columns = ["x", "y"]
low, high = data[columns].min(), data[columns].max()
scaled = (data[columns] - low) / (high - low)
points, labels = scaled.to_numpy(), data["label"].to_numpy()
print("RESULT scaled", points.mean(axis=0).round(3).tolist())

# %% [markdown]
# ## Distance

# %%
def distance(a, b):
    """Return the Euclidean distance."""
    return np.sqrt(((a - b) ** 2).sum())


def classify(point, points, labels, k=3):
    """Return the most common label among the nearest points."""
    distances = [distance(point, other) for other in points]
    nearest = np.argsort(distances)[:k]
    return Counter(labels[nearest]).most_common(1)[0][0]

# %% [markdown]
# ## Classify

# %%
new = pd.DataFrame({"x": [2, 5], "y": [2, 6]})
new_points = ((new - low) / (high - low)).to_numpy()
predicted = [str(classify(p, points, labels)) for p in new_points]
print("RESULT predicted", predicted)

# %% [markdown]
# ## Leave one out

# %%
correct = 0
for i in range(len(points)):
    rest = np.delete(np.arange(len(points)), i)
    correct += classify(points[i], points[rest], labels[rest]) == labels[i]
accuracy = correct / len(points)
print("RESULT leave one out", accuracy)
