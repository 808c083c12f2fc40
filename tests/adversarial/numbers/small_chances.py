# %% [markdown]
# # Likelihoods

# %%
import math

logs = []


def likelihood(values, seen=[]):
    seen.append(len(values))
    return math.exp(-sum(v * v for v in values) / 2) * 1e-9 ** len(seen)


values = [0.5, -1.0, 0.2]
p = likelihood(values)
logs.append(math.log(p))
print("RESULT p", p)

# %% [markdown]
# ## Squares

# %%
squares = [v * v for v in values]
print("RESULT squares", round(sum(squares), 3))

# %% [markdown]
# ## Second

# %%
q = likelihood(values[:2])
logs.append(math.log(q))
print("RESULT q", q, q / p)

# %% [markdown]
# ## Run the cell again

# %%
def likelihood(values, seen=[]):
    seen.append(len(values))
    return math.exp(-sum(v * v for v in values) / 2) * 1e-9 ** len(seen)


r = likelihood(values[:2])
print("RESULT r", r, [round(x, 4) for x in logs], r > q)
