# %% [markdown]
# # Without names

# %%
import matplotlib.pyplot as plt

values = [3, 1, 2]
plt.figure(figsize=(3, 2))
plt.plot(values)
plt.title("first")
print("RESULT title", plt.gca().get_title(), len(plt.gca().lines))
plt.close()

# %% [markdown]
# ## Sorted

# %%
ordered = sorted(values)
plt.figure()
plt.subplot(1, 2, 1)
plt.bar(range(3), ordered)
left = plt.gca()
plt.subplot(1, 2, 2)
plt.plot(ordered, "r--")
print("RESULT right", len(plt.gca().lines), len(left.patches), len(plt.gcf().axes))
plt.close("all")

# %% [markdown]
# ## Figures by number

# %%
first = plt.figure(7)
plt.figure("named")
plt.plot([1, 2])
plt.figure(7)
plt.plot([1, 2, 3])
print("RESULT numbers", plt.get_fignums()[0], len(first.axes[0].lines[0].get_xdata()))
plt.close("all")
print("RESULT closed", plt.get_fignums(), sum(ordered))
