# %% [markdown]
# # Draw by functions

# %%
import matplotlib.pyplot as plt

style = {"color": "green"}
drawn = []


def draw(values, ax=None, **options):
    ax = ax or plt.gca()
    (line,) = ax.plot(values, **{**style, **options})
    drawn.append(line)
    return ax


fig, ax = plt.subplots()
draw([1, 2], ax)
print("RESULT colour", drawn[0].get_color())

# %% [markdown]
# ## Means

# %%
means = [sum(line.get_ydata()) / 2 for line in drawn]
print("RESULT means", means)

# %% [markdown]
# ## Another style

# %%
style["color"] = "blue"
draw([2, 1], ax, linewidth=3)
same = draw([0, 0], ax, color="red")
print("RESULT colours", [line.get_color() for line in drawn], same is ax)

# %% [markdown]
# ## Colours by turn

# %%
fig2, ax2 = plt.subplots()
cycle = [ax2.plot([k, k])[0].get_color() for k in range(2)]
drawn[0].set_ydata([9, 9])
ax.relim()
ax.autoscale_view()
print("RESULT cycle", cycle[0] != cycle[1], ax.get_ylim()[1] > 9, len(ax.lines), means)
plt.close("all")
