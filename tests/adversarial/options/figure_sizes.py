# %% [markdown]
# # Sizes of figures

# %%
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
print("RESULT size", fig.get_size_inches().tolist(), plt.rcParams["lines.linewidth"])
ax.plot([1, 2])
plt.close(fig)

# %% [markdown]
# ## Larger

# %%
plt.rcParams["figure.figsize"] = (10, 2)
plt.rc("lines", linewidth=4)
values = [v**2 for v in range(5)]
wide = plt.figure()
print("RESULT wide", wide.get_size_inches().tolist())
plt.close(wide)

# %% [markdown]
# ## Sum

# %%
total = sum(values)
print("RESULT total", total)

# %% [markdown]
# ## A style for a while

# %%
with plt.style.context("ggplot"):
    fig, ax = plt.subplots()
    print("RESULT style", ax.get_facecolor() == (1.0, 1.0, 1.0, 1.0))
    plt.close(fig)
fig, ax = plt.subplots()
(line,) = ax.plot(values)
print("RESULT after", ax.get_facecolor()[:3], line.get_linewidth())
plt.close(fig)
plt.rcdefaults()
print("RESULT default", plt.rcParams["figure.figsize"])
