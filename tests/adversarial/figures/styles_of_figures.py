# %% [markdown]
# # Styles

# %%
import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler

fig, ax = plt.subplots()
first = ax.plot([1, 2])[0].get_color()
print("RESULT first", first)
plt.close(fig)

# %% [markdown]
# ## Values

# %%
values = [k**2 for k in range(4)]
print("RESULT values", values)

# %% [markdown]
# ## For all figures from here on

# %%
mpl.rcParams["axes.prop_cycle"] = cycler(color=["k", "m"])
plt.rcParams.update({"axes.grid": True, "font.size": 5})
fig, ax = plt.subplots()
lines = [ax.plot(values)[0] for _ in range(3)]
print("RESULT colours", [line.get_color() for line in lines], ax.title.get_fontsize())
plt.close(fig)

# %% [markdown]
# ## For one

# %%
with plt.rc_context({"font.size": 30}):
    inside = plt.figure().text(0, 0, "a").get_fontsize()
outside = plt.figure().text(0, 0, "a").get_fontsize()
print("RESULT sizes", inside, outside)
plt.close("all")
mpl.rcdefaults()
fig, ax = plt.subplots()
print("RESULT default", ax.plot(values)[0].get_color() == first, plt.rcParams["axes.grid"])
plt.close(fig)
