# %% [markdown]
# # Shares

# %%
share = {"red": 0.25, "blue": 0.75}
print("RESULT 100% sure")
print("RESULT %d%% red, %.1f%% blue" % (share["red"] * 100, share["blue"] * 100))
print("RESULT share %s", share)

# %% [markdown]
# ## Formats

# %%
print("RESULT {} and {name!r:>8}".format(1, name="x"))
print(f"RESULT {share['blue']:.1%} {{braces}} {'%s'}")
template = "RESULT %(red).2f %(blue).2f"
print(template % share)

# %% [markdown]
# ## Percentages

# %%
percent = [f"{v:.0%}" for v in share.values()]
text = "%-6s|%6s" % tuple(percent)
print("RESULT " + text + "%d")

# %% [markdown]
# ## A question?

# %%
done = 1 / 3
print("RESULT", "done %s of %s" % (round(done, 3), 1), "%")
print("RESULT %", done > 0.3, f"{done:8.3f}%")
print(f"RESULT {done=:.2f} {len(percent)=}")
