# %% [markdown]
# # A board

# %%
import copy

size = 3
board = [[0] * size] * size
safe = [[0] * size for _ in range(size)]
shallow = copy.copy(safe)
deep = copy.deepcopy(safe)

# %% [markdown]
# ## Moves

# %%
board[0][1] = 1
safe[0][1] = 1
print("RESULT board", board)
print("RESULT copies", shallow[0], deep[0])

# %% [markdown]
# ## Count

# %%
marks = sum(map(sum, board))
share = marks / size**2
print("share", round(share, 2))

# %% [markdown]
# ## Members of the teams

# %%
teams = dict.fromkeys(["red", "blue"], [])
teams["red"].append("ann")
pair = (safe[1], teams["blue"])

# %% [markdown]
# ## Late changes

# %%
safe[1].append(9)
teams["blue"].append("bob")
print("RESULT teams", teams)
print("RESULT pair", pair, "marks", marks)
