# %% [markdown]
# # Count the evaluations of a function

# %%
def objective(x):
    objective.evaluations += 1
    return (x - 2) ** 2


objective.evaluations = 0
grid = [0.0, 1.0, 2.0, 3.0]
best = min(grid, key=objective)
print("RESULT best", best, "evaluations", objective.evaluations)

# %% [markdown]
# ## Refine

# %%
step = 0.5
while step > 0.1:
    best = min((best - step, best, best + step), key=objective)
    step /= 2
print("RESULT refined", best, "evaluations", objective.evaluations)

# %% [markdown]
# ## A new count

# %%
def objective(x):
    objective.evaluations += 1
    return (x - 2) ** 2


objective.evaluations = 100
second = min([5.0, 1.5], key=objective)
print("RESULT second", second, "evaluations", objective.evaluations)
