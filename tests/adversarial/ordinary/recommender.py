# %% [markdown]
# # Recommend films

# %%
import numpy as np
import pandas as pd

ratings = pd.DataFrame(
    [("ann", "Alien", 5), ("ann", "Brazil", 4), ("bob", "Alien", 4), ("bob", "Casablanca", 1), ("cleo", "Brazil", 5), ("cleo", "Casablanca", 2), ("cleo", "Dune", 4)],
    columns=["user", "film", "stars"],
)
print("RESULT ratings", len(ratings))

# %% [markdown]
# ## Matrix

# %%
matrix = ratings.pivot(index="user", columns="film", values="stars")
centred = matrix.sub(matrix.mean(axis=1), axis=0).fillna(0)
matrix

# %% [markdown]
# ## Similarity

# %%
def cosine(a, b):
    """Return the cosine of two vectors."""
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


users = centred.index
similarity = pd.DataFrame([[cosine(centred.loc[a], centred.loc[b]) for b in users] for a in users], users, users)
print("RESULT similarity", similarity.round(2).loc["ann"].tolist())

# %% [markdown]
# ## Recommend

# %%
def recommend(user):
    """Return the best film that a user has not rated."""
    unrated = matrix.columns[matrix.loc[user].isna()]
    scores = {film: (similarity[user] * centred[film]).sum() for film in unrated}
    return max(scores, key=scores.get)


for user in users:
    print("RESULT", user, recommend(user))
