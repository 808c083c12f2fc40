# %% [markdown]
# # Settings at the top

# %%
%matplotlib inline
%config InlineBackend.figure_format = 'png'
%load_ext autoreload
%autoreload 0
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4, 2))
(line,) = ax.plot([1, 2, 3])
print("RESULT line", line.get_ydata().tolist())

# %% [markdown]
# ## Numbers

# %%
%precision 3
third = 1 / 3
print("RESULT third", third)

# %% [markdown]
# ## Names

# %%
%reset_selective -f ^thir
print("RESULT there", "third" in globals())
names = %who_ls list
print("RESULT names", names)

# %% [markdown]
# ## Sizes

# %%
plt.rcParams["figure.dpi"] = 50
sizes = [fig.get_size_inches()[0], plt.rcParams["figure.dpi"]]
print("RESULT sizes", [float(s) for s in sizes])

# %% [markdown]
# ## Python in a magic

# %%
%%python3
print("RESULT apart", 1 + 1)
