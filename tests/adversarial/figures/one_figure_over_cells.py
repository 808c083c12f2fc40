# %% [markdown]
# # One figure, several cells

# %%
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 6, 20)
fig, ax = plt.subplots(figsize=(4, 3))
ax.plot(x, np.sin(x), label="sin")
print("RESULT lines", len(ax.lines))

# %% [markdown]
# ## Maximum

# %%
top = x[np.argmax(np.sin(x))]
print("RESULT top", round(top, 3))

# %% [markdown]
# ## Mark it

# %%
ax.axvline(top, color="red")
ax.plot(x, np.cos(x), label="cos")
ax.legend()
print("RESULT lines", len(ax.lines), [t.get_text() for t in ax.get_legend().get_texts()])

# %% [markdown]
# ## Title

# %%
ax.set(title="waves", xlim=(0, 5))
print("RESULT limits", ax.get_xlim() == (0, 5), ax.get_title(), ax.lines[1].get_color())
fig.savefig("waves.png", dpi=50)
